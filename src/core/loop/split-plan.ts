import type { Plan } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';

export interface PlanPart {
  readonly plan: Plan;
  /** The part that has to succeed first. */
  readonly needs: PlanPart | undefined;
}

/**
 * A plan in parts, so that one slow pod holds up nobody else's result: what several pods build on
 * comes first, then each pod by itself. What needs nothing done comes together, as the last part.
 */
export function splitPlan(plan: Plan): readonly PlanPart[] {
  const groups = groupOf(plan);
  const members = new Map<Subject, Subject[]>();
  const idle: Subject[] = [];
  for (const { subject } of plan.subjects) {
    const group = groups.get(subject);
    if (group === undefined) idle.push(subject);
    else members.set(group, [...(members.get(group) ?? []), subject]);
  }
  const parts = [...members.values()].flatMap((subjects) => stagesOf(plan, subjects));
  return idle.length > 0 ? [...parts, partOf(plan, idle)] : parts;
}

/** A tenant that goes comes after its pods, and stays with them. */
function stagesOf(plan: Plan, subjects: readonly Subject[]): readonly PlanPart[] {
  const owner = new Map(plan.operations.map(({ id, subject }) => [id, subject]));
  const ground = subjects.filter((subject) => !isPod(subject));
  const isLate = plan.operations.some(
    ({ subject, after }) =>
      ground.includes(subject) && after.some((id) => isPod(owner.get(id) ?? subject)),
  );
  if (ground.length === 0 || ground.length === subjects.length || isLate) {
    return [partOf(plan, subjects)];
  }
  const needs = partOf(plan, ground);
  return [needs, ...subjects.filter(isPod).map((pod) => partOf(plan, [pod], needs))];
}

function isPod(subject: Subject): boolean {
  return subject.startsWith('pod/');
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

function partOf(plan: Plan, subjects: readonly Subject[], needs?: PlanPart): PlanPart {
  const chosen = new Set(subjects);
  const has = ({ subject }: { readonly subject: Subject }): boolean => chosen.has(subject);
  const operations = plan.operations.filter(has);
  const ids = new Set(operations.map(({ id }) => id));
  const { ignored: _, ...whole } = plan;
  const part = {
    ...whole,
    subjects: plan.subjects.filter(has),
    changes: plan.changes.filter(has),
    // What came before them is done, or they are not begun.
    operations: operations.map((item) => ({
      ...item,
      after: item.after.filter((id) => ids.has(id)),
    })),
    warnings: [],
  };
  return { plan: part, needs };
}
