import { appliedAgent } from '../agents/applied-agent.ts';
import { adapterFor } from '../agents/registry.ts';
import { holdsSecret, placeOf } from '../config-drift/drift-place.ts';
import { API_VERSION } from '../model/api-version.ts';
import type { ObservedState, PodRecord } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import { type PodKey, podSubject } from '../model/resource.ts';
import { driftChanges, missingContainer } from '../plan/drift.ts';
import { liveContainer, ownersOf } from '../plan/pod-situation.ts';

/** What the world changed since the last apply, without any manifest: drift alone. */

type Observed = Pick<ObservedState, 'containers'>;

/** Of one pod, in the order of its paths; its agent's own changes too, which ask for nothing. */
export function podDrift(record: PodRecord, { containers }: Observed): readonly FieldChange[] {
  const { applied, key } = record;
  if (applied === undefined) return [];
  const subject = podSubject(key);
  const own = containers.filter(({ pod }) => pod === key);
  const live = liveContainer(own, record);
  if (live === undefined) {
    const name = own[0]?.name ?? `of generation ${record.generation}`;
    return [missingContainer(subject, name)];
  }
  const adapter = adapterFor(appliedAgent(applied));
  return driftChanges(subject, applied, live, adapter, ownersOf(applied.configOwnership, adapter));
}

/** Whether it asks for anything: to be put back, or to be decided about. */
export function isOpenDrift({ fate }: FieldChange): boolean {
  return fate !== 'left';
}

/** Of one pod, for the status API. */
export function podDriftJson(pod: PodKey, changes: readonly FieldChange[]) {
  return {
    apiVersion: API_VERSION,
    kind: 'PodDrift',
    subject: podSubject(pod),
    items: changes.map(({ subject: _, before, after, changedAt, ...rest }) => ({
      place: placeOf(rest),
      ...rest,
      fate: fateOf(rest),
      before: before ?? null,
      after: after ?? null,
      acceptable: placeOf(rest) !== '' && !holdsSecret(after),
      ...(changedAt === undefined ? {} : { since: changedAt }),
    })),
  };
}

/** The stable JSON form of `drift`. Fields are only ever added. */
export function driftJson(instance: string, changes: readonly FieldChange[]) {
  const count = (fate: string) => changes.filter((change) => fateOf(change) === fate).length;
  return {
    apiVersion: API_VERSION,
    kind: 'DriftList',
    instance,
    summary: {
      putBack: count('put-back'),
      needsAccept: count('needs-accept'),
      left: count('left'),
    },
    items: changes.map(({ section: _, before, after, ...rest }) => ({
      ...rest,
      fate: fateOf(rest),
      before: before ?? null,
      after: after ?? null,
    })),
  };
}

/** Whatever is no config is put back. */
export function fateOf({ fate = 'put-back' }: Pick<FieldChange, 'fate'>) {
  return fate;
}
