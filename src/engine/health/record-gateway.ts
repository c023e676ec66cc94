import type { PodKey } from '../../core/model/resource.ts';
import { updateConditions } from '../../core/status/conditions.ts';
import { type GatewayFinding, gatewayConditions } from '../../core/status/gateway-conditions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state-store.ts';

/** Writes down how a gateway was found; writes nothing that stands there already. */
export async function recordGateway(
  store: Pick<StateStore, 'load' | 'setConditions'>,
  clock: Pick<Clock, 'now'>,
  key: PodKey,
  finding: GatewayFinding,
): Promise<void> {
  const { pods } = await store.load();
  const record = pods.find((each) => each.key === key);
  if (record?.applied === undefined || record.applied.suspended) return;
  const changes = gatewayConditions(finding, record.conditions, record.generation);
  const now = clock.now().toISOString();
  await store.setConditions(key, updateConditions(record.conditions, changes, now));
}
