import { adapterFor } from '../../core/agents/registry.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { AppliedPod, ObservedContainer, ObservedState } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { AgentType } from '../../core/schema/types.ts';
import { healthTargets } from './health-target.ts';

/** A gateway that can be asked which config it runs. */
export interface ConfigTarget {
  readonly key: PodKey;
  readonly agent: AgentType;
  readonly container: string;
  readonly hostPort: number;
  /** Another one: another file or another process. Undefined: nobody has looked. */
  readonly stamp: string | undefined;
}

/** Of pods that are ready: one that only starts has not read its file yet. */
export function configTargets(
  desired: DesiredState,
  observed: ObservedState,
): ReadonlyMap<PodKey, ConfigTarget> {
  const agents = new Map(desired.pods.map(({ key, agent }) => [key, agent]));
  const records = new Map(observed.records.pods.map((record) => [record.key, record.applied]));
  const containers = new Map(observed.containers.map((container) => [container.id, container]));
  const targets = healthTargets(desired, observed).flatMap((target) => {
    const { key, id, container, hostPort, readySince } = target;
    const [agent, applied, seen] = [agents.get(key), records.get(key), containers.get(id)];
    if (agent === undefined || applied === undefined || readySince === undefined) return [];
    if (adapterFor(agent).validation === undefined) return [];
    return [[key, { key, agent, container, hostPort, stamp: stampOf(applied, seen) }] as const];
  });
  return new Map(targets);
}

function stampOf(
  { contentHash }: AppliedPod,
  container: ObservedContainer | undefined,
): string | undefined {
  const { detail } = container ?? {};
  if (container === undefined || detail?.configFiles === undefined) return undefined;
  const times = detail.configFiles.map(({ modifiedAt = 'as written' }) => modifiedAt);
  return [container.id, detail.startedAt, contentHash, ...times].join(' ');
}
