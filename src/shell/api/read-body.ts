import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Static } from 'typebox';
import Value from 'typebox/value';
import type { ApiBody } from '../../core/api/routes.ts';
import { SHAPES, type ShapeName } from '../../core/api/shapes.ts';
import { Problem } from './problem.ts';

/** Before anything of it is read. */
export function limitBody({ mostBytes }: ApiBody): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new Problem(413, 'BodyTooLarge', `a body has at most ${mostBytes} bytes here`);
    },
  });
}

/** The body of a request in the form that its route asks for. No problem quotes what was sent. */
export async function readBody<Name extends ShapeName>(
  context: Context,
  name: Name,
): Promise<Static<(typeof SHAPES)[Name]>> {
  if (!/^application\/json\s*(;|$)/i.test(context.req.header('content-type') ?? '')) {
    throw new Problem(415, 'NotJson', 'this takes JSON', {
      hint: 'send Content-Type: application/json',
    });
  }
  const body: unknown = await context.req.json().catch((error: unknown) => {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'BodyInvalid', 'the body is not JSON');
  });
  const schema = SHAPES[name];
  if (Value.Check(schema, body)) return body as Static<(typeof SHAPES)[Name]>;
  const [first] = Value.Errors(schema, body);
  const place = first?.instancePath === '' ? 'the body' : (first?.instancePath ?? 'the body');
  throw new Problem(400, 'BodyInvalid', `${place} ${first?.message ?? 'is not as it should be'}`, {
    hint: `see ${name} in openapi.json`,
  });
}
