import type { Condition } from '../model/condition.ts';
import { formatSize } from '../util/size.ts';
import type { ConditionChange } from './conditions.ts';

/** Why pods are down, in the one word that users look for. */
export const CRASH_LOOP = 'CrashLoopBackOff';
export const OUT_OF_MEMORY = 'OOMKilled';

/** It goes down again and again; `message` says how often and when it is tried next. */
export function crashLoopConditions(
  message: string,
  observedGeneration: number,
): readonly ConditionChange[] {
  const down = { status: 'False', reason: CRASH_LOOP, message, observedGeneration } as const;
  return [
    { ...down, type: 'Ready' },
    { ...down, type: 'GatewayReady' },
    { ...down, type: 'Reconciling', message: '' },
    { ...down, type: 'Stalled', status: 'True' },
  ];
}

/** It has been well for long enough. Whether it is ready is for others to say. */
export function loopOverConditions(observedGeneration: number): readonly ConditionChange[] {
  const reason = 'UpToDate';
  return [{ type: 'Stalled', status: 'False', reason, message: '', observedGeneration }];
}

export function isInCrashLoop(conditions: readonly Condition[]): boolean {
  return conditions.some(
    ({ type, status, reason }) => type === 'Stalled' && status === 'True' && reason === CRASH_LOOP,
  );
}

/** The kernel kills at the limit and not before, so that is the peak as well. */
export function outOfMemoryText(limitBytes: number): string {
  const limit = limitBytes > 0 ? `peaked at its limit of ${formatSize(limitBytes)}` : 'had no more';
  return `ran out of memory: it ${limit}; raise spec.resources.memory`;
}
