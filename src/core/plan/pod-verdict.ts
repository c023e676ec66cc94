import type { Impact, Verdict } from '../model/operation.ts';
import { worstImpact } from './plan-builder.ts';
import { type Decision, lostState } from './pod-decision.ts';
import type { PodSituation } from './pod-situation.ts';
import { isUp } from './pod-steps.ts';

/** What happens to the pod, in one word. */
export function verdictOf(
  { record }: PodSituation,
  { road, changes }: Decision,
  acts: boolean,
): Verdict {
  if (road === 'create') return 'create';
  if (record?.applied === undefined && road === 'adopt') return 'create';
  if (road === 'watch' && changes.length === 0) return 'unchanged';
  if (changes.some((change) => change.section === 'pending')) return 'update';
  return acts ? 'heal' : 'unchanged';
}

const ROAD_IMPACT: Readonly<Record<Decision['road'], Impact>> = {
  none: 'none',
  watch: 'none',
  record: 'none',
  create: 'none',
  adopt: 'none',
  rewrite: 'hot',
  restart: 'restart',
  revive: 'restart',
  start: 'restart',
  stop: 'restart',
  replace: 'recreate',
};

export function impactOf(situation: PodSituation, decision: Decision): Impact {
  const road = replacesRunning(situation, decision) ? 'recreate' : ROAD_IMPACT[decision.road];
  return worstImpact([road, lostState(situation) === undefined ? 'none' : 'data']);
}

function replacesRunning({ live, pod }: PodSituation, { road }: Decision): boolean {
  return road === 'adopt' && isUp(live) && !pod.suspended;
}

/** Stop and boot; a pod that is down already counts from now. */
export function secondsDown(situation: PodSituation, decision: Decision): number {
  const { target, pod } = situation;
  const stops = ['replace', 'restart', 'revive', 'start'].includes(decision.road);
  const pauses = stops || replacesRunning(situation, decision);
  return pauses && !pod.suspended ? target.probe.bootSeconds + 2 : 0;
}
