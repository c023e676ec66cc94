/** What the dashboard asks of the server that handed it out. */
import type { Static } from 'typebox';
import type { SHAPES } from '../core/api/shapes.ts';

export type Pod = Static<(typeof SHAPES)['Pod']>;
export type Tenant = Static<(typeof SHAPES)['Tenant']>;
export type Condition = Pod['status']['conditions'][number];
export type Event = Static<(typeof SHAPES)['Event']>;
export type Diff = Static<(typeof SHAPES)['Diff']>;
export type Health = Static<(typeof SHAPES)['Health']>;
type ProblemBody = Static<(typeof SHAPES)['Problem']>;

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
