import type { PodKey } from '../../core/model/resource.ts';
import { type GatewayFinding, gatewayConditions } from '../../core/status/gateway-conditions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { recordConditions } from '../record-conditions.ts';

/** Writes down how a gateway was found; nothing of a pod that never came to life. */
export function recordGateway(
  store: Pick<StateStore, 'load' | 'setConditions'>,
  clock: Pick<Clock, 'now'>,
  key: PodKey,
  finding: GatewayFinding,
): Promise<void> {
  return recordConditions(store, clock, key, ({ applied, conditions, generation }) =>
    applied === undefined ? [] : gatewayConditions(finding, conditions, generation),
  );
}
