import type { ConditionType } from '../../../core/model/condition.ts';
import { nearest } from '../../../core/util/suggest.ts';
import type { PodView } from '../../../core/views/pod-view.ts';
import type { TenantView } from '../../../core/views/tenant-view.ts';
import { usageError } from '../failure.ts';
import type { Named } from '../kinds.ts';

/** What `wait --for` waits for, and whether a look at the world shows it. */
export type WaitGoal =
  | { readonly kind: 'delete' }
  | { readonly kind: 'condition'; readonly type: ConditionType; readonly status: Status };

type Status = PodView['ready'];

/** `seen`: in words, as far as it has come. */
export type GoalState =
  | { readonly kind: 'met' | 'absent' }
  | { readonly kind: 'unmet'; readonly seen: string };

export interface WaitSight {
  readonly pods: readonly PodView[];
  readonly tenants: readonly TenantView[];
}

const TYPES: readonly ConditionType[] = [
  'Ready',
  'GatewayReady',
  'RouteReady',
  'ChannelsReady',
  'InSync',
  'Reconciling',
  'Stalled',
];
const STATUSES: readonly Status[] = ['True', 'False', 'Unknown'];
const FORMS = 'write --for=condition=Ready, --for=condition=Ready=False or --for=delete';

/** As kubectl reads it: upper and lower case are the same, and a condition alone means True. */
export function parseGoal(text: string): WaitGoal {
  if (text.toLowerCase() === 'delete') return { kind: 'delete' };
  const [word = '', type = '', status = 'True', ...rest] = text.split('=');
  if (word.toLowerCase() !== 'condition' || type === '' || rest.length > 0) {
    throw usageError(`--for=${text}: not something to wait for`, FORMS);
  }
  return {
    kind: 'condition',
    type: oneOf(TYPES, type, `--for=${text}: there is no condition ${type}`),
    status: oneOf(STATUSES, status, `--for=${text}: ${status || 'nothing'} is no status`),
  };
}

function oneOf<Word extends string>(words: readonly Word[], given: string, problem: string): Word {
  const found = words.find((word) => word.toLowerCase() === given.toLowerCase());
  if (found !== undefined) return found;
  const guess = nearest(given, words);
  const hint = guess === undefined ? `use ${words.join(', ')}` : `did you mean ${guess}?`;
  throw usageError(problem, hint);
}

/** `absent`: nothing of that name is there, so a condition of it can never be met by waiting. */
export function goalState(goal: WaitGoal, named: Named, sight: WaitSight): GoalState {
  return named.kind === 'pod'
    ? podGoal(
        goal,
        sight.pods.find(({ key }) => key === named.name),
      )
    : tenantGoal(
        goal,
        sight.tenants.find(({ name }) => name === named.name),
      );
}

function podGoal(goal: WaitGoal, pod: PodView | undefined): GoalState {
  if (pod === undefined) return { kind: goal.kind === 'delete' ? 'met' : 'absent' };
  if (goal.kind === 'delete') {
    const left = [pod.record && 'its record', pod.container && 'its container'].filter(Boolean);
    return { kind: 'unmet', seen: `still there: ${left.join(' and ')}` };
  }
  const { status, why } = conditionOf(pod, goal.type);
  if (status === goal.status) return { kind: 'met' };
  return { kind: 'unmet', seen: `${goal.type} is ${status}${why === '' ? '' : `: ${why}`}` };
}

/** Tenants have no conditions of their own: they are as their pods are. */
function tenantGoal(goal: WaitGoal, tenant: TenantView | undefined): GoalState {
  if (tenant === undefined) return { kind: goal.kind === 'delete' ? 'met' : 'absent' };
  if (goal.kind === 'delete') {
    const pods = tenant.pods.length;
    return { kind: 'unmet', seen: pods === 0 ? 'it is still there' : `it still has ${pods} pods` };
  }
  const others = tenant.pods
    .map((pod) => ({ pod, state: podGoal(goal, pod) }))
    .flatMap(({ pod, state }) => (state.kind === 'unmet' ? [`${pod.name}: ${state.seen}`] : []));
  return others.length === 0 ? { kind: 'met' } : { kind: 'unmet', seen: others.join('; ') };
}

/** What is not on record is not known. */
function conditionOf(pod: PodView, type: ConditionType): { status: Status; why: string } {
  if (type === 'Ready') return { status: pod.ready, why: pod.readyWhy || pod.state };
  const found = pod.conditions.find((condition) => condition.type === type);
  return { status: found?.status ?? 'Unknown', why: found?.message || (found?.reason ?? '') };
}
