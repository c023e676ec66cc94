import { formatSize } from '../util/size.ts';
import type { HealthFinding } from './finding.ts';
import type { ContainerLook, MemoryLook, PodObservation } from './observation.ts';

/** Above this the kernel soon kills. */
const MEMORY_SHARE = 0.9;
const MIB = 1024 ** 2;

/** What the Engine says of the container, without asking the agent. */
export function judgeContainer(seen: PodObservation): HealthFinding {
  const { container } = seen;
  if (container === undefined) {
    return seen.agent === undefined
      ? finding('error', 'NeverReady', 'it was never brought to life; apply its manifest')
      : finding('error', 'ContainerMissing', 'its container is gone; agentpod apply makes it anew');
  }
  switch (container.state) {
    case 'running':
      return finding('ok', 'Running', '');
    case 'restarting':
      return finding('error', 'Restarting', `its process keeps dying: ${lastEnd(container)}`);
    case 'paused':
      return finding('error', 'Paused', 'somebody paused it; docker unpause lets it go on');
    case 'created':
      return finding('error', 'NotStarted', 'it was made and never started; agentpod apply does');
    case 'removing':
      return finding('error', 'Removing', 'it is being removed');
    case 'exited':
    case 'dead':
      return finding('error', stoppedReason(container), `its process ended: ${lastEnd(container)}`);
  }
}

function stoppedReason({ oomKilled, exitCode }: ContainerLook): string {
  if (oomKilled) return 'OutOfMemory';
  return exitCode === 0 ? 'Stopped' : 'Crashed';
}

function lastEnd({ oomKilled, exitCode }: ContainerLook): string {
  return oomKilled
    ? 'it ran out of memory; raise spec.resources.memory'
    : `exit code ${exitCode}; agentpod apply starts it, agentpod logs says more`;
}

export function judgeRestarts({ restartCount }: ContainerLook): HealthFinding | undefined {
  if (restartCount === 0) return undefined;
  const times = restartCount === 1 ? 'once' : `${restartCount} times`;
  const message = `Docker restarted it ${times}, since its process died; agentpod logs says more`;
  return { check: 'restarts', about: '', severity: 'warning', reason: 'Restarted', message };
}

export function judgeMemory({ usedBytes, limitBytes }: MemoryLook): HealthFinding {
  const used = formatSize(Math.round(usedBytes / MIB) * MIB);
  const memory = { check: 'memory', about: '' } as const;
  if (limitBytes === 0) {
    const message = `${used} are in use, and nothing limits it`;
    return { ...memory, severity: 'warning', reason: 'MemoryUnlimited', message };
  }
  const message = `${used} of ${formatSize(limitBytes)} are in use`;
  if (usedBytes < limitBytes * MEMORY_SHARE) {
    return { ...memory, severity: 'ok', reason: 'MemoryFree', message };
  }
  const advice = 'the kernel kills it when the rest is gone; raise spec.resources.memory';
  return {
    ...memory,
    severity: 'warning',
    reason: 'MemoryNearLimit',
    message: `${message}; ${advice}`,
  };
}

function finding(
  severity: HealthFinding['severity'],
  reason: string,
  message: string,
): HealthFinding {
  return { check: 'container', about: '', severity, reason, message };
}
