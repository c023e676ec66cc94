import type { Plan } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';

/**
 * A plan in parts that do not wait for each other, so that one slow pod holds up nobody else's
 * result. What needs nothing done comes together, as the last part.
 */
export function splitPlan(plan: Plan): readonly Plan[] {
  const groups = groupOf(plan);
  const parts = new Map<Subject, Subject[]>();
  const idle: Subject[] = [];
  const busy = new Set(plan.operations.map(({ subject }) => subject));
  for (const { subject } of plan.subjects) {
    const group = groups.get(subject);
    if (group === undefined || !busy.has(subject)) idle.push(subject);
    else parts.set(group, [...(parts.get(group) ?? []), subject]);
  }
  const chosen = idle.length > 0 ? [...parts.values(), idle] : [...parts.values()];
  return chosen.map((subjects) => partOf(plan, new Set(subjects)));
}

/** Subjects whose operations come after one another's share a representative. */
function groupOf({ operations }: Plan): ReadonlyMap<Subject, Subject> {
  const owner = new Map(operations.map(({ id, subject }) => [id, subject]));
  const parent = new Map(operations.map(({ subject }) => [subject, subject]));
  const find = (subject: Subject): Subject => {
    const above = parent.get(subject) ?? subject;
    return above === subject ? subject : find(above);
  };
  for (const { subject, after } of operations) {
    for (const id of after) parent.set(find(subject), find(owner.get(id) ?? subject));
  }
  return new Map([...parent.keys()].map((subject) => [subject, find(subject)]));
}

function partOf(plan: Plan, subjects: ReadonlySet<Subject>): Plan {
  const has = ({ subject }: { readonly subject: Subject }): boolean => subjects.has(subject);
  return {
    ...plan,
    subjects: plan.subjects.filter(has),
    changes: plan.changes.filter(has),
    operations: plan.operations.filter(has),
    warnings: [],
  };
}
