import { AgentPodError } from '../../core/model/errors.ts';

/** RFC 9457, as far as the server fills it. */
interface ProblemBody {
  readonly detail?: unknown;
  readonly reason?: unknown;
  readonly hint?: unknown;
}

/** What a status that is no success means for whoever asked. */
export function refusalOf(status: number, body: string, url: string): AgentPodError {
  const problem = problemIn(body);
  if (problem === undefined)
    return notAServer(url, `it answers ${status}, and not as AgentPod does`);
  const detail = text(problem.detail) ?? `it answers ${status}`;
  const hint = text(problem.hint);
  if (status === 401) {
    return new AgentPodError(
      'InvalidInput',
      'TokenRefused',
      `the server at ${url} refuses the token`,
      {
        hint: 'give a valid one by AGENTPOD_TOKEN_FILE or the context; agentpod api-token create makes one on the server',
      },
    );
  }
  const failure = status === 404 || status === 400 || status === 403 ? 'InvalidInput' : 'Transient';
  const reason = status === 403 ? 'NotForToken' : (text(problem.reason) ?? 'ServerFailed');
  const more = hint === undefined ? {} : { hint };
  return new AgentPodError(failure, reason, `the server at ${url}: ${detail}`, more);
}

export function notAServer(url: string, why: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'NotAServer',
    `there is no AgentPod server of this version at ${url}: ${why}`,
    {
      hint: 'check the address, and that both sides are of the same version: agentpod version',
    },
  );
}

function problemIn(body: string): ProblemBody | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'reason' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
