/** Webhooks of forges: whoever knows the secret makes a source be looked at, and nothing else. */
import { type Context, Hono } from 'hono';
import { type HookForm, hookForm, hookMeaning } from '../../core/hooks/hook-form.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HookSecrets } from '../../ports/hook-secrets.ts';
import type { Log } from '../../ports/log.ts';
import { peerOf } from '../api/peer.ts';
import { answerProblem, asProblem, Problem } from '../api/problem.ts';
import { refuseBeyond } from '../api/refuse-beyond.ts';
import { subscriberOf } from '../door/client-address.ts';
import { type Limit, RateLimiter } from '../door/rate-limit.ts';
import { readThrough } from './body.ts';
import { Deliveries } from './deliveries.ts';
import { checkOf } from './proof.ts';
import { RunAnswers, type Runs } from './run-answer.ts';

export interface HookParts {
  /** Why there is no look now, in words; empty while this server leads. */
  readonly idle: () => string;
  /** Begins a run, and answers its id; undefined for a source that takes no hooks. */
  readonly look: (source: string) => (() => string) | undefined;
  readonly runs: Runs;
  readonly secrets: HookSecrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const LIMITS = {
  /** With a wrong proof, from one address. */
  guesses: { most: 60, seconds: 60 },
  /** From one address. */
  requests: { most: 300, seconds: 60 },
} satisfies Record<string, Limit>;

export function createHooks(parts: HookParts): Hono {
  const now = () => parts.clock.now();
  const guesses = new RateLimiter(LIMITS.guesses, now);
  const requests = new RateLimiter(LIMITS.requests, now);
  const deliveries = new Deliveries(now);
  const answers = new RunAnswers(parts);
  const app = new Hono();
  app.post('/hooks/:source', async (context) => {
    const subscriber = subscriberOf(peerOf(context));
    refuseBeyond(guesses.wait(subscriber) || requests.take(subscriber));
    const { source, begin } = lookOf(parts, context);
    const wait = answers.waitOf(context);
    const form = await proven(parts, source, context.req.raw).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) {
        guesses.take(subscriber);
        parts.log.warn('a webhook was refused', { source, reason: error.reason });
      }
      throw error;
    });
    const meaning = hookMeaning(form);
    if (meaning !== 'look') return context.json({ [meaning]: form.event }, 200);
    const key =
      form.delivery === undefined ? undefined : `${source} ${form.forge} ${form.delivery}`;
    const { run, isNew } =
      key === undefined ? { run: begin(), isNew: true } : deliveries.runOf(key, begin);
    if (isNew) parts.log.info('a webhook asks for a look', { source, run, forge: form.forge });
    return answers.answer(context, run, wait);
  });
  app.onError((error, context) => {
    const problem = asProblem(error);
    if (problem.status >= 500) parts.log.error('webhook', { error: messageOf(error) });
    return answerProblem(context, problem);
  });
  return app;
}

function lookOf({ idle, look }: HookParts, context: Context) {
  const source = context.req.param('source') ?? '';
  const begin = look(source);
  if (begin === undefined) throw nothingHere();
  const why = idle();
  if (why === '') return { source, begin };
  throw new Problem(503, 'NotLeading', why, { headers: { 'Retry-After': '5' } });
}

/** The form of a hook whose sender knows the secret. Nothing of the body is kept, and nothing believed. */
async function proven(parts: HookParts, source: string, request: Request): Promise<HookForm> {
  const secret = await parts.secrets.find(source);
  if (secret === undefined) throw nothingHere();
  const form = hookForm((name) => request.headers.get(name) ?? undefined);
  if (form === undefined) throw refused();
  const check = checkOf(form.proof, secret, parts.clock.now());
  const isWhole = await readThrough(request, (chunk) => check.take(chunk));
  if (!isWhole) {
    throw new Problem(413, 'BodyTooLarge', 'the body is larger than 10 MiB', {
      headers: { Connection: 'close' },
    });
  }
  if (!check.isRight()) throw refused();
  return form;
}

/** The same whatever was wrong. */
function refused(): Problem {
  return new Problem(401, 'SignatureInvalid', 'this takes a signature with the right secret');
}

function nothingHere(): Problem {
  return new Problem(404, 'NotFound', 'no source of this name takes webhooks', {
    hint: 'name a git source, and its secret by AGENTPOD_WEBHOOK_SECRET_FILE',
  });
}
