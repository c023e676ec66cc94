import type { Plan, Verdict } from '../../../core/model/operation.ts';
import { formatDuration } from '../../../core/util/duration.ts';
import { count } from './words.ts';

/** Counts over a plan, for the last line of every output form. */
export interface PlanSummary extends Readonly<Record<Verdict, number>> {
  /** Fields that the manifests changed. */
  readonly pendingFields: number;
  /** Fields that the world changed. */
  readonly driftFields: number;
  /** The longest single interruption, in seconds: pods are worked on side by side. */
  readonly longestDown: number;
}

export function summarize(plan: Plan): PlanSummary {
  const counts = { create: 0, update: 0, heal: 0, delete: 0, unchanged: 0, blocked: 0 };
  for (const { verdict } of plan.subjects) counts[verdict] += 1;
  return {
    ...counts,
    pendingFields: plan.changes.filter(({ section }) => section === 'pending').length,
    driftFields: plan.changes.filter(({ section }) => section === 'drift').length,
    longestDown: Math.max(0, ...plan.subjects.map(({ secondsDown }) => secondsDown)),
  };
}

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
