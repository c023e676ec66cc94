import type { Context } from 'hono';
import Value from 'typebox/value';
import type { ApiRoute } from '../../core/api/routes.ts';
import { SHAPES } from '../../core/api/shapes.ts';
import type { ApiEnv } from './caller.ts';
import { Problem } from './problem.ts';

/** Bytes; as much as a manifest may have. */
const MOST_BODY = 2 ** 20;
const JSON_TYPE = /^application\/json *(;|$)/i;

/** What a route takes, in its form; undefined for one that takes nothing. */
export async function readJson(route: ApiRoute, context: Context<ApiEnv>): Promise<unknown> {
  if (route.body === undefined) return undefined;
  // No form of another site can send this type without being asked first.
  if (!JSON_TYPE.test(context.req.header('content-type') ?? '')) {
    throw new Problem(415, 'NotJson', 'this takes JSON', {
      hint: 'send Content-Type: application/json',
    });
  }
  const body = parse(await textOf(context.req.raw));
  const shape = SHAPES[route.body];
  if (Value.Check(shape, body)) return body;
  const [first] = Value.Errors(shape, body);
  const where = first?.instancePath || 'the body';
  throw new Problem(400, 'BodyInvalid', `${where}: ${first?.message ?? 'not in its form'}`, {
    hint: `see ${route.body} in /api/v1/openapi.json`,
  });
}

async function textOf(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = Number(request.headers.get('content-length') ?? 0);
  if (length > MOST_BODY) throw tooLarge();
  length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > MOST_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'BodyInvalid', 'the body is no JSON');
  }
}

function tooLarge(): Problem {
  return new Problem(413, 'BodyTooLarge', 'the body is larger than 1 MiB');
}
