import type { Plan } from '../../../core/model/operation.ts';
import { formatDuration } from '../../../core/util/duration.ts';
import { summarize } from '../../../core/views/plan-totals.ts';
import { count } from './words.ts';

export function hasDifferences(plan: Plan): boolean {
  return (
    plan.changes.length > 0 ||
    changesSomething(plan) ||
    plan.refused.length > 0 ||
    plan.subjects.some(({ verdict }) => verdict !== 'unchanged')
  );
}

/** Waiting for a pod that is as declared, but not known to be ready, changes nothing. */
export function changesSomething({ subjects, operations }: Plan): boolean {
  const same = subjects.filter(({ verdict }) => verdict === 'unchanged');
  const unchanged = new Set(same.map(({ subject }) => subject));
  return operations.some(({ subject }) => !unchanged.has(subject));
}

export function podCount(plan: Plan): number {
  return plan.subjects.filter(({ subject }) => subject.startsWith('pod/')).length;
}

/** `Plan: 1 to create, 2 to update, 0 to heal, 0 to delete; 3 unchanged. Longest interruption …`. */
export function summaryLine(plan: Plan): string {
  if (!hasDifferences(plan)) return `No differences: ${count(podCount(plan), 'pod')} as declared.`;
  const sum = summarize(plan);
  const parts = [
    `${sum.create} to create`,
    `${sum.update} to update`,
    `${sum.heal} to heal`,
    `${sum.delete} to delete`,
  ].join(', ');
  const blocked = sum.blocked > 0 ? `, ${sum.blocked} blocked` : '';
  const down =
    sum.longestDown > 0 ? ` Longest interruption: about ${formatDuration(sum.longestDown)}.` : '';
  return `Plan: ${parts}; ${sum.unchanged} unchanged${blocked}.${down}`;
}
