import { API_VERSION } from '../model/api-version.ts';
import type { ChangeValue, FieldChange, Plan } from '../model/operation.ts';
import { summarize } from './plan-totals.ts';

/** The stable JSON form of `plan` and `diff`. Fields are only ever added. */
export function planJson(plan: Plan, kind: 'Plan' | 'Diff') {
  return {
    apiVersion: API_VERSION,
    kind,
    instance: plan.instance,
    summary: summarize(plan),
    subjects: plan.subjects,
    changes: plan.changes.map(changeJson),
    ignored: (plan.ignored ?? []).map(changeJson),
    ...(kind === 'Plan' ? { operations: plan.operations.map(operationJson) } : {}),
    warnings: plan.warnings,
    refused: plan.refused,
  };
}

function changeJson<Change extends FieldChange>({ before, after, ...rest }: Change) {
  return { ...rest, before: side(before), after: side(after) };
}

function side(value: ChangeValue) {
  return value ?? null;
}

/** Without the payload: it repeats the changes, and the whole of it is in a saved plan. */
function operationJson({ id, subject, action, cause, after, impact }: Plan['operations'][number]) {
  return { id, subject, action: action.kind, cause, after, impact };
}
