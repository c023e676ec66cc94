import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '../../core/model/condition.ts';

/** Whether two lists say the same, whenever they came to say it. */
export function sameConditions(a: readonly Condition[], b: readonly Condition[]): boolean {
  return isDeepStrictEqual(a.map(withoutTime), b.map(withoutTime));
}

function withoutTime({ lastTransitionTime: _, ...statement }: Condition) {
  return statement;
}
