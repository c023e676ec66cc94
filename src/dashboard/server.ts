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

  constructor(status: number, detail: string, hint: string | undefined) {
    super(detail);
    this.status = status;
    this.hint = hint;
  }
}

/** Of the window: the session is over, or never was. */
export const SIGNED_OUT = 'agentpod-signed-out';

const PATIENCE_MS = 15_000;

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const answer = await send(path, { ...(signal && { signal }) });
  return (await answer.json()) as Answer;
}

export async function post(path: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function send(path: string, request: RequestInit): Promise<Response> {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const answer = await fetch(path, { ...request, signal }).catch((error: unknown) => {
    throw new ServerProblem(0, error instanceof Error ? error.message : String(error), undefined);
  });
  if (answer.ok) return answer;
  throw await refusal(answer);
}

/** Whose session is over is led to the door. */
export async function refusal(answer: Response): Promise<ServerProblem> {
  if (answer.status === 401) window.dispatchEvent(new CustomEvent(SIGNED_OUT));
  const problem = (await answer.json().catch(() => ({}))) as Partial<ProblemBody>;
  return new ServerProblem(answer.status, problem.detail ?? answer.statusText, problem.hint);
}
