import type { Plan } from '../core/model/operation.ts';
import { hashJson } from '../core/util/hash.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { ApplyResult } from './apply-result.ts';

/** Who asked, and for what. */
export interface Asked {
  readonly actor: string;
  readonly action: string;
}

/**
 * Runs the work between two traces: that it was begun, so that a killed process leaves one too, and
 * what became of each subject.
 */
export async function audited(
  store: StateStore,
  asked: Asked,
  plan: Plan,
  work: () => Promise<ApplyResult>,
): Promise<ApplyResult> {
  const entry = { ...asked, planFingerprint: hashJson(plan) };
  await store.appendAudit([{ ...entry, result: 'started' }]);
  let result: ApplyResult;
  try {
    result = await work();
  } catch (error) {
    // What went wrong is what the user has to see, not that it could not be written down either.
    await store.appendAudit([{ ...entry, result: 'failed' }]).catch(() => undefined);
    throw error;
  }
  await store.appendAudit(
    result.subjects
      .filter(({ outcome }) => outcome !== 'unchanged')
      .map(({ subject, outcome }) => ({ ...entry, subject, result: outcome })),
  );
  return result;
}

/** A guard stood against the plan. */
export function auditRefusal(store: StateStore, asked: Asked, plan: Plan): Promise<void> {
  return store.appendAudit([{ ...asked, planFingerprint: hashJson(plan), result: 'refused' }]);
}
