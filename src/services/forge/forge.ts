import type { ForgeAddress, ForgeKind } from '../../core/git/forge-address.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { CommitStatus } from '../../core/runs/commit-status.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Forge } from '../../ports/forge.ts';

export interface ForgeOptions {
  readonly address: ForgeAddress;
  /** Tells this status from others of the commit: `agentpod/INSTANCE/SOURCE`. */
  readonly context: string;
  /** Asked for each time, so that it can be changed while the server runs. */
  readonly token: () => Promise<Secret>;
}

const PATIENCE_MS = 15_000;

export function createForge(options: ForgeOptions): Forge {
  return { report: (status, signal) => report(options, status, signal) };
}

async function report(
  options: ForgeOptions,
  status: CommitStatus,
  stop: AbortSignal,
): Promise<void> {
  const { address, token, context } = options;
  const request = REQUESTS[address.kind](address, context, status);
  const secret = await token();
  const answer = await fetch(request.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...request.headers(secret.reveal()) },
    body: JSON.stringify(request.body),
    // Another place must not get the token.
    redirect: 'error',
    signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]),
  }).catch((error: unknown) => {
    throw unavailable(`cannot reach ${address.api}: ${messageOf(error)}`);
  });
  await judge(answer, address);
}

interface StatusRequest {
  readonly url: string;
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  readonly body: object;
}

type MakeRequest = (address: ForgeAddress, context: string, status: CommitStatus) => StatusRequest;

const PLAIN_STATES = {
  pending: 'pending',
  success: 'success',
  failure: 'failure',
  // There is no better word with these.
  skipped: 'error',
} as const;

const GITLAB_STATES = {
  pending: 'pending',
  success: 'success',
  failure: 'failed',
  skipped: 'canceled',
} as const;

const plain =
  (headers: StatusRequest['headers']): MakeRequest =>
  ({ api, repository }, context, { commit, state, description }) => ({
    url: `${api}/repos/${repository.split('/').map(encodeURIComponent).join('/')}/statuses/${commit}`,
    headers,
    body: { state: PLAIN_STATES[state], context, description },
  });

const gitea = plain((token) => ({ Authorization: `token ${token}` }));

const REQUESTS: Readonly<Record<ForgeKind, MakeRequest>> = {
  github: plain((token) => ({
    Authorization: `Bearer ${token}`,
    Accept: 'application/vnd.github+json',
    'X-GitHub-Api-Version': '2022-11-28',
  })),
  gitea,
  forgejo: gitea,
  gitlab: ({ api, repository }, context, { commit, state, description }) => ({
    url: `${api}/projects/${encodeURIComponent(repository)}/statuses/${commit}`,
    headers: (token) => ({ 'PRIVATE-TOKEN': token }),
    body: { state: GITLAB_STATES[state], name: context, description },
  }),
};

async function judge(answer: Response, { api, kind }: ForgeAddress): Promise<void> {
  const text = (await answer.text().catch(() => '')).slice(0, 200);
  if (answer.ok) return;
  // GitLab takes a state but once.
  if (kind === 'gitlab' && answer.status === 400 && /Cannot transition/i.test(text)) return;
  const message = `${api} answered ${answer.status}`;
  const isLimit = answer.status === 429 || answer.headers.get('x-ratelimit-remaining') === '0';
  if (isLimit || answer.status >= 500) throw unavailable(message);
  throw new AgentPodError('InvalidInput', 'ForgeRefused', message, {
    hint: 'see that the token may write commit statuses of the repository',
  });
}

function unavailable(message: string): AgentPodError {
  return new AgentPodError('Transient', 'ForgeUnavailable', message);
}
