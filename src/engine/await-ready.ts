import { AgentPodError } from '../core/model/errors.ts';
import type { Action } from '../core/model/operation.ts';
import { OUT_OF_MEMORY, outOfMemoryText } from '../core/status/down-conditions.ts';
import type { ContainerStatus } from '../ports/container-runtime.ts';
import type { Workspace } from './workspace.ts';

/** After a start, what AgentPod adds to the agent's own boot is at most this. */
const PROBE_INTERVAL_MS = 250;
/** An agent that boots at once is asked again at once, then after twice as long each time. */
const FIRST_INTERVAL_MS = 25;
/** A process that dies this often during its start will not come up by waiting. */
const MAX_RESTARTS = 3;
const LOG_LINES = 20;

export interface AwaitOptions {
  readonly timeoutSeconds: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (message: string) => void;
}

type AwaitAction = Extract<Action, { kind: 'container.await-ready' }>;

/**
 * Polls the agent's own answer until it is ready. Fails with `NotReady` when the time is up, with
 * `Crashed` or `OOMKilled` when the process keeps dying, with `Interrupted` when the signal aborts.
 */
export async function awaitReady(
  workspace: Workspace,
  action: AwaitAction,
  options: AwaitOptions,
): Promise<void> {
  const { runtime, clock } = workspace;
  const limit = options.timeoutSeconds ?? action.probe.deadlineSeconds;
  const deadline = clock.now().getTime() + limit * 1000;
  const restartsBefore = (await runtime.detail(action.container))?.restartCount ?? 0;
  for (let interval = FIRST_INTERVAL_MS; ; interval = Math.min(2 * interval, PROBE_INTERVAL_MS)) {
    const seen = await runtime.probe(action.hostPort, action.probe);
    const status = await runtime.detail(action.container);
    if (seen.ready && status?.state === 'running') return;
    options.onProgress(seen.message);
    const crash = crashOf(status, restartsBefore);
    if (crash !== undefined) {
      const reason = status?.oomKilled ? OUT_OF_MEMORY : 'Crashed';
      throw await failure(workspace, action, reason, crash);
    }
    if (options.signal?.aborted) {
      throw new AgentPodError(
        'Transient',
        'Interrupted',
        'interrupted while waiting for the agent to become ready',
      );
    }
    if (clock.now().getTime() >= deadline) {
      throw await failure(
        workspace,
        action,
        'NotReady',
        `not ready after ${limit} s; ${whereOf(action)} last said: ${seen.message}`,
      );
    }
    await clock.sleep(interval, options.signal);
  }
}

/** A wrong port or path is the usual mistake, so the message names both. */
function whereOf({ probe }: AwaitAction): string {
  return `port ${probe.port}${probe.readyPath} in the container`;
}

function crashOf(status: ContainerStatus | undefined, restartsBefore: number): string | undefined {
  if (status === undefined) return 'the container is gone';
  const restarts = status.restartCount - restartsBefore;
  const died = status.state === 'exited' || status.state === 'dead';
  if (!died && restarts < MAX_RESTARTS) return undefined;
  const why = status.oomKilled
    ? `it ${outOfMemoryText(status.spec.resources.memoryBytes)}`
    : `exit code ${status.exitCode}`;
  return died
    ? `the process ended: ${why}`
    : `the process died ${restarts} times while starting: ${why}`;
}

/** Names the cause and shows the last words of the process: "did not become ready" alone helps nobody. */
async function failure(
  workspace: Workspace,
  action: AwaitAction,
  reason: string,
  message: string,
): Promise<AgentPodError> {
  const lines: string[] = [];
  try {
    for await (const line of workspace.runtime.logs(action.container, { tail: LOG_LINES }))
      lines.push(line);
  } catch {
    lines.push('(its log could not be read)');
  }
  const tail =
    lines.length > 0 ? `\nlast log lines:\n${lines.map((line) => `  ${line}`).join('\n')}` : '';
  return new AgentPodError('Transient', reason, message + tail);
}
