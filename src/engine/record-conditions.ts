import type { PodRecord } from '../core/model/observed.ts';
import type { PodKey } from '../core/model/resource.ts';
import { type ConditionChange, updateConditions } from '../core/status/conditions.ts';
import type { Clock } from '../ports/clock.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Writes down what was found of a pod between passes; writes nothing that stands there already. */
export async function recordConditions(
  store: Pick<StateStore, 'load' | 'setConditions'>,
  clock: Pick<Clock, 'now'>,
  key: PodKey,
  changesOf: (record: PodRecord) => readonly ConditionChange[],
): Promise<void> {
  const { pods } = await store.load();
  const record = pods.find((each) => each.key === key);
  if (record === undefined || record.applied?.suspended) return;
  const now = clock.now().toISOString();
  const conditions = updateConditions(record.conditions, changesOf(record), now);
  await store.setConditions(key, conditions);
}
