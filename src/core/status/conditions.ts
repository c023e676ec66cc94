import type { Condition, ConditionType } from '../model/condition.ts';

export type ConditionChange = Omit<Condition, 'lastTransitionTime'>;

/** Transition times move only when status, reason or message do, so an unchanged pod writes nothing. */
export function updateConditions(
  current: readonly Condition[],
  changes: readonly ConditionChange[],
  now: string,
): readonly Condition[] {
  const byType = new Map<ConditionType, Condition>(
    current.map((condition) => [condition.type, condition]),
  );
  for (const change of changes) {
    const old = byType.get(change.type);
    const moved =
      old === undefined ||
      old.status !== change.status ||
      old.reason !== change.reason ||
      old.message !== change.message;
    byType.set(change.type, {
      ...change,
      lastTransitionTime: moved ? now : old.lastTransitionTime,
    });
  }
  return [...byType.values()].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
}

export function isTrue(conditions: readonly Condition[], type: ConditionType): boolean {
  return conditions.some((item) => item.type === type && item.status === 'True');
}

const ORDER: readonly ConditionType[] = [
  'Ready',
  'Reconciling',
  'Stalled',
  'GatewayReady',
  'RouteReady',
  'ChannelsReady',
  'InSync',
];
