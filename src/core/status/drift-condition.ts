import type { Condition } from '../model/condition.ts';
import type { ChangeValue, FieldChange, Plan } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { ConditionChange } from './conditions.ts';

/** What a pass saw of changes inside a pod's config that wait for somebody's decision. */
export type DriftFinding =
  | { readonly known: true; readonly open: readonly FieldChange[] }
  /** It did not look inside. */
  | { readonly known: false };

const REASON = 'ConfigDrift';

export function driftFinding(plan: Plan, subject: Subject): DriftFinding {
  const about = plan.subjects.find((item) => item.subject === subject);
  if (about === undefined || about.driftUnseen) return { known: false };
  const own = plan.changes.filter((change) => change.subject === subject);
  return { known: true, open: own.filter(({ fate }) => fate === 'needs-accept') };
}

/** Nothing is to be done about it, whatever somebody may have to decide. */
export function isInStep(conditions: readonly Condition[]): boolean {
  return conditions.some(
    ({ type, status, reason }) => type === 'InSync' && (status === 'True' || reason === REASON),
  );
}

/** A pod is in step with its manifest only when nothing inside waits to be accepted. */
export function withDrift(
  changes: readonly ConditionChange[],
  current: readonly Condition[],
  finding: DriftFinding,
  observedGeneration: number,
): readonly ConditionChange[] {
  const before = current.find(({ type }) => type === 'InSync');
  const next = changes.find(({ type }) => type === 'InSync');
  // What failed is the graver thing to say.
  if (next?.status === 'False') return changes;
  const was = before?.reason === REASON ? before : undefined;
  const others = changes.filter(({ type }) => type !== 'InSync');
  const about = { type: 'InSync', observedGeneration } as const;
  if (!finding.known) return was === undefined ? changes : [...others, was];
  const [first, ...more] = finding.open;
  if (first === undefined) {
    if (was === undefined || next !== undefined) return changes;
    return [...others, { ...about, status: 'True', reason: 'Applied', message: '' }];
  }
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  const message = `${first.path}${rest} changed inside the pod; agentpod drift accept or revert`;
  return [...others, { ...about, status: 'False', reason: REASON, message }];
}

/** Fit for an event, when it was not said before; undefined when there is nothing to say. */
export function driftNews(
  subject: Subject,
  { open }: { readonly open: readonly FieldChange[] },
  before: readonly Condition[],
  after: readonly Condition[],
): string | undefined {
  const said = (all: readonly Condition[]) =>
    all.find(({ type, reason }) => type === 'InSync' && reason === REASON)?.message;
  const now = said(after);
  if (now === undefined || now === said(before) || open.length === 0) return undefined;
  const pod = subject.replace(/^pod\//, '');
  return `${open.map(driftSentence).join('; ')}: agentpod drift accept ${pod} or drift revert ${pod}`;
}

/** Of what was put back: only a sentence keeps what it was. */
export function healedDrift(plan: Plan, subject: Subject): string {
  const own = plan.changes.filter((change) => change.subject === subject);
  const back = own.filter(({ fate }) => fate === 'put-back');
  return back.map(driftSentence).join('; ');
}

function driftSentence({ path, before, after, changedAt }: FieldChange): string {
  const since = changedAt === undefined ? '' : ` at ${changedAt}`;
  return `${path}: ${side(before)} became ${side(after)}${since}`;
}

const LONGEST = 80;

function side(value: ChangeValue): string {
  if (value === undefined) return '(none)';
  if ('sensitive' in value) return '(sensitive)';
  const text = JSON.stringify(value.value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
