/** What the dashboard asks of the server that handed it out. */
import type { Static } from 'typebox';
import type { SHAPES } from '../core/api/shapes.ts';

/** What the status API answers, by the name of its shape. */
export type Answer<Name extends keyof typeof SHAPES> = Static<(typeof SHAPES)[Name]>;

export type Pod = Answer<'Pod'>;
export type Tenant = Answer<'Tenant'>;
export type Condition = Pod['status']['conditions'][number];
export type Event = Answer<'Event'>;
export type Diff = Answer<'Diff'>;
export type Health = Answer<'Health'>;
type ProblemBody = Answer<'Problem'>;

/** What the server answered instead, in its own words; `status` is 0 when it did not answer. */
export class ServerProblem extends Error {
  readonly status: number;
  readonly hint: string | undefined;
  /** All that it said. */
  readonly body: Partial<ProblemBody>;

  constructor(status: number, detail: string, body: Partial<ProblemBody> = {}) {
    super(detail);
    this.status = status;
    this.hint = body.hint;
    this.body = body;
  }
}

/** Of the window: the session is over, or never was. */
export const SIGNED_OUT = 'agentpod-signed-out';

const PATIENCE_MS = 15_000;

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return read(await send(path, { ...(signal && { signal }) }));
}

export async function post(path: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Whatever the server says to it, nothing of the session is shown after. */
export async function signOut(): Promise<void> {
  await post('/auth/logout', {}).catch((error: unknown) => {
    if (!(error instanceof ServerProblem)) throw error;
  });
  window.dispatchEvent(new CustomEvent(SIGNED_OUT));
}

/** What may take as long as a pod that starts, since it waits for its turn. */
const LONG_PATIENCE_MS = 90_000;

/** Has something done, or looked at closely, and answers what came of it. */
export async function ask<Answer>(
  path: string,
  body: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  return read(await send(path, { ...request, ...(signal && { signal }) }, LONG_PATIENCE_MS));
}

/** A server that goes while it answers did not answer. */
async function read<Answer>(answer: Response): Promise<Answer> {
  return (await answer.json().catch((error: unknown) => {
    throw noAnswer(error);
  })) as Answer;
}

function noAnswer(error: unknown): ServerProblem {
  return new ServerProblem(0, error instanceof Error ? error.message : String(error));
}

async function send(
  path: string,
  request: RequestInit,
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  const limit = AbortSignal.timeout(patienceMs);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const answer = await fetch(path, { ...request, signal }).catch((error: unknown) => {
    throw noAnswer(error);
  });
  if (answer.ok) return answer;
  throw await refusal(answer);
}

/** Whose session is over is led to the door. */
export async function refusal(answer: Response): Promise<ServerProblem> {
  if (answer.status === 401) window.dispatchEvent(new CustomEvent(SIGNED_OUT));
  const problem = (await answer.json().catch(() => ({}))) as Partial<ProblemBody>;
  return new ServerProblem(answer.status, problem.detail ?? answer.statusText, problem);
}
