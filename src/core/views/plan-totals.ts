import type { Plan, Verdict } from '../model/operation.ts';

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
