import { podSubject, splitPodKey } from '../../../core/model/resource.ts';
import type { PodStateWord } from '../../../core/views/pod-state.ts';
import type { Tone } from '../../cli/output/palette.ts';
import { STATE_TONE } from '../../cli/output/state-tone.ts';
import type { FleetPod } from '../fleet.ts';
import type { PlanState } from './top-state.ts';

/** What a row and a page say of a pod, out of its JSON and the plan. */
export interface Changes {
  readonly pending: number;
  readonly drift: number;
}

/** Undefined while no plan is known. */
export type ChangesOf = (pod: FleetPod) => Changes | undefined;

type Condition = FleetPod['json']['status']['conditions'][number];

export function conditionOf(pod: FleetPod, type: string): Condition | undefined {
  return pod.json.status.conditions.find((item) => (item.type as string) === type);
}

export function tenantOf({ key }: FleetPod): string {
  return splitPodKey(key).tenant;
}

/** A state that this version does not know is rather trouble than none. */
export function stateTone({ json }: FleetPod): Tone {
  return STATE_TONE[json.status.state as PodStateWord] ?? 'warn';
}

export type Grade = 'up' | 'starting' | 'trouble' | 'down' | 'idle';

const GRADES: Readonly<Partial<Record<PodStateWord, Grade>>> = {
  Running: 'up',
  Starting: 'starting',
  Restarting: 'down',
  Stopped: 'down',
  Crashed: 'down',
  OutOfMemory: 'down',
  Missing: 'down',
  Suspended: 'idle',
  Pending: 'idle',
};

export function gradeOf({ json }: FleetPod): Grade {
  const { state, readiness } = json.status;
  const grade = GRADES[state] ?? 'trouble';
  return grade === 'up' && readiness === 'False' ? 'trouble' : grade;
}

/** Worst first. */
export const GRADE_ORDER: readonly Grade[] = ['down', 'trouble', 'starting', 'idle', 'up'];

/** Why it is not as it should be, in one line; empty when it is, or nobody knows. */
export function whyOf(pod: FleetPod): string {
  if (gradeOf(pod) === 'up') return '';
  const { readinessMessage, suspended } = pod.json.status;
  if (readinessMessage !== '') return readinessMessage;
  if (suspended) return 'as its manifest says';
  const told = ['Stalled', 'Reconciling', 'Ready'].map((type) => conditionOf(pod, type));
  const [first] = told.filter((item) => item !== undefined && isTelling(item));
  if (first === undefined) return '';
  return first.message === '' ? first.reason : `${first.reason}: ${first.message}`;
}

function isTelling({ type, status }: Condition): boolean {
  return type === 'Ready' ? status === 'False' : status === 'True';
}

/** Counted once for all rows. */
export function changesIn(plan: PlanState): ChangesOf {
  if (plan.kind === 'none') return () => undefined;
  const counts = new Map<string, { pending: number; drift: number }>();
  for (const { subject, section } of plan.plan.changes) {
    const count = counts.get(subject) ?? { pending: 0, drift: 0 };
    count[section] += 1;
    counts.set(subject, count);
  }
  const verdicts = new Map(plan.plan.subjects.map((item) => [item.subject as string, item]));
  return ({ key }) => {
    const subject = podSubject(key);
    const found = counts.get(subject);
    if (found !== undefined) return found;
    // What was removed by hand has no field to name, and what is new may have none.
    const { verdict } = verdicts.get(subject) ?? {};
    if (verdict === 'heal') return { pending: 0, drift: 1 };
    return { pending: verdict === 'create' || verdict === 'update' ? 1 : 0, drift: 0 };
  };
}

export function changesText({ pending, drift }: Changes): string {
  if (pending > 0 && drift > 0) return 'drift+pending';
  if (drift > 0) return `drift ${drift}`;
  return pending > 0 ? `pending ${pending}` : 'none';
}

/** What happens to it next, in a word: the plan's, or what it waits for. */
export function nextOf(plan: PlanState): (pod: FleetPod) => string {
  const verdicts = new Map(
    plan.kind === 'none' ? [] : plan.plan.subjects.map((item) => [item.subject as string, item]),
  );
  return (pod) => {
    const reconciling = conditionOf(pod, 'Reconciling');
    const verdict = verdicts.get(podSubject(pod.key))?.verdict;
    if (verdict !== undefined && verdict !== 'unchanged') return verdict;
    return reconciling?.status === 'True' ? 'waits' : '-';
  };
}
