import type { Sample } from '../../core/health/pulse.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContainerRuntime, ProbeResult } from '../../ports/container-runtime.ts';
import type { HealthTarget } from './health-target.ts';

export interface Look {
  readonly sample: Sample;
  /** What was seen, in words. */
  readonly message: string;
}

export interface SampleGround {
  readonly runtime: Pick<ContainerRuntime, 'probe' | 'detail'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Undefined when there is nothing to be learned: nobody to ask, or no way to. */
export async function takeSample(
  ground: SampleGround,
  target: HealthTarget,
  wasReady: boolean,
): Promise<Look | undefined> {
  const { hostPort, probe } = target;
  const seen = await ground.runtime.probe(hostPort, wasReady ? livenessOf(target) : probe, {
    keepsConnection: wasReady,
  });
  const { ready, contact, message } = seen;
  if (contact === 'impossible') return undefined;
  if (ready || (wasReady && isAlive(target, seen))) return { sample: 'ready', message };
  const startedAt = await runningSince(ground, target);
  if (startedAt === undefined) return undefined;
  const age = ground.clock.now().getTime() - startedAt;
  // A pass has seen this very process serve: it is past its start.
  const hasServed = wasReady || startedAt <= (target.readySince ?? Number.NEGATIVE_INFINITY);
  if (!hasServed && age < probe.deadlineSeconds * 1000) return { sample: 'starting', message };
  // A process that says that it is not ready has its reasons, which a restart would not change.
  const isUnready = !wasReady && contact === undefined;
  return { sample: isUnready ? 'unready' : 'silent', message };
}

function livenessOf({ probe, liveness }: HealthTarget) {
  const { readyField: _, ...rest } = probe;
  const { path = probe.readyPath, field } = liveness;
  return { ...rest, readyPath: path, ...(field === undefined ? {} : { readyField: field }) };
}

function isAlive({ liveness }: HealthTarget, { contact }: ProbeResult): boolean {
  return liveness.path === undefined && contact === undefined;
}

/** Undefined when the process that was meant does not run. */
async function runningSince(
  { runtime }: SampleGround,
  { container, id }: HealthTarget,
): Promise<number | undefined> {
  const found = await runtime.detail(container);
  if (found?.state !== 'running' || found.id !== id) return undefined;
  return Date.parse(found.startedAt);
}
