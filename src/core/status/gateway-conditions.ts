import type { Condition } from '../model/condition.ts';
import { lastChannels, withChannels } from './channel-conditions.ts';
import type { ConditionChange } from './conditions.ts';
import { lastRouteFinding, withRoute } from './pod-conditions.ts';

/** How a gateway was found between two passes. */
export type GatewayFinding =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly message: string };

/** Only what an answer, or none, can tell; the rest is for passes to say. */
export function gatewayConditions(
  finding: GatewayFinding,
  current: readonly Condition[],
  observedGeneration: number,
): readonly ConditionChange[] {
  const make = (
    type: ConditionChange['type'],
    status: ConditionChange['status'],
    reason: string,
    message = '',
  ): ConditionChange => ({ type, status, reason, message, observedGeneration });
  if (!finding.ready) {
    const { reason, message } = finding;
    const channels = lastChannels(current, true);
    return [
      make('Ready', 'False', reason, message),
      make('GatewayReady', 'False', reason, message),
      ...(channels === undefined ? [] : withChannels([], channels, observedGeneration)),
    ];
  }
  const good = [
    make('Ready', 'True', 'GatewayReady'),
    make('GatewayReady', 'True', 'ProbeSucceeded'),
  ];
  const route = lastRouteFinding(current);
  const routed = route === undefined ? good : withRoute(good, route, observedGeneration);
  const channels = lastChannels(current, false);
  return channels === undefined ? routed : withChannels(routed, channels, observedGeneration);
}
