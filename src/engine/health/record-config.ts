import { type ConfigFinding, configCondition } from '../../core/health/config-finding.ts';
import type { PodKey } from '../../core/model/resource.ts';
import { updateConditions } from '../../core/status/conditions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state-store.ts';

interface RecordGround {
  readonly store: Pick<StateStore, 'load' | 'setConditions'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Writes down what a gateway said of its config; answers whether that is another than before. */
export async function recordConfig(
  { store, clock }: RecordGround,
  key: PodKey,
  finding: ConfigFinding,
): Promise<boolean> {
  const { pods } = await store.load();
  const record = pods.find((each) => each.key === key);
  if (record?.applied === undefined) return false;
  const change = configCondition(finding, record.generation);
  const before = record.conditions.find(({ type }) => type === change.type);
  if (before?.reason === change.reason && before.message === change.message) return false;
  const now = clock.now().toISOString();
  await store.setConditions(key, updateConditions(record.conditions, [change], now));
  return true;
}
