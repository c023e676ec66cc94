import { type PlanPart, splitPlan } from '../../core/loop/split-plan.ts';
import { onlyWatches } from '../../core/loop/work-ending.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import type { Plan } from '../../core/model/operation.ts';
import { type PodKey, podSubject, type Subject, tenantSubject } from '../../core/model/resource.ts';
import { NO_PRUNE, type PruneOptions } from '../../core/plan/options.ts';
import { indexObserved } from '../../core/plan/pod-situation.ts';
import { surplusOf } from '../../core/plan/prune.ts';
import type { SubjectResult } from '../apply-result.ts';
import { type PlannedPass, planPass } from '../plan-pass.ts';
import { GroundTurn, sharedGround } from './ground-turn.ts';
import type { PassGround } from './pass-ground.ts';
import { applyParts } from './pass-parts.ts';

export interface PassRequest {
  /** As it is now: what is planned later is planned for what is wanted then. */
  readonly desired: () => DesiredState;
  readonly keys: ReadonlySet<Subject>;
  /** Look into every container, not only at the list. */
  readonly refresh: boolean;
  /** Something will have to be done, so a look without the lock would be in vain. */
  readonly expectsWork: boolean;
  /** When enabled, all that no manifest names goes as well. */
  readonly prune: PruneOptions;
  /** Places of configs that are as the manifests say again, whoever owns them. */
  readonly putBack?: ReadonlyMap<PodKey, readonly string[]>;
  readonly onResult: (result: SubjectResult) => void;
  /** Nothing was begun: so many pods are worked on as may be. */
  readonly onQueued: (subject: Subject) => void;
  /** Aborted when the manifest of a subject becomes another one while it is worked on. */
  readonly superseded: (subject: Subject) => AbortSignal | undefined;
  /** Cuts running work short. */
  readonly signal: AbortSignal;
}

export interface PassSummary {
  readonly subjects: number;
  readonly failed: number;
  readonly idle: boolean;
  readonly drift: ReadonlyMap<Subject, number>;
}

/** One look at these subjects, and whatever it shows to be necessary. */
export async function runPass(ground: PassGround, request: PassRequest): Promise<PassSummary> {
  if (!request.expectsWork) {
    const looked = await plan(ground, request);
    if (onlyWatches(looked.plan)) return summary(looked, await carryOut(ground, request, looked));
  }
  const { signal } = request;
  const share = await ground.lock.share({ timeoutSeconds: Number.POSITIVE_INFINITY, signal });
  let waiting: Promise<readonly SubjectResult[]> | undefined;
  let turn: GroundTurn | undefined;
  try {
    let planned = await plan(ground, request);
    if (sharedGround(planned.plan).size > 0) {
      // What another pass is changing must be seen first, or this one would write what is older.
      turn = await GroundTurn.take(ground.turns);
      planned = await plan(ground, request);
      turn.changes(sharedGround(planned.plan));
    }
    const parts = partsOf(ground, planned);
    waiting = applyParts(ground, request, planned, parts.filter(isWatch), {});
    const acting = parts.filter((part) => !isWatch(part));
    const acted = applyParts(ground, request, planned, acting, { share, onEvent: turn?.onEvent });
    // Each part has its own by now, and gives it back while it only waits for an agent.
    await share.release();
    return summary(planned, [...(await acted), ...(await waiting)]);
  } catch (error) {
    await share.release();
    await waiting;
    throw error;
  } finally {
    turn?.end();
  }
}

function surplusSubjects(desired: DesiredState, observed: ObservedState): readonly Subject[] {
  const { pods, tenants } = surplusOf(desired, indexObserved(observed), {});
  return [...pods.map(podSubject), ...tenants.map(tenantSubject)];
}

/** A guard against deleting must not keep what is wanted from being healed. */
async function plan(ground: PassGround, request: PassRequest): Promise<PlannedPass> {
  const { keys, refresh, prune } = request;
  const desired = request.desired();
  const only = (observed: ObservedState): ReadonlySet<Subject> =>
    prune.enabled ? new Set([...keys, ...surplusSubjects(desired, observed)]) : keys;
  const { hung, watched } = ground.health;
  const wish = {
    prune,
    refresh,
    only,
    egressOfAll: true,
    hung,
    watched,
    cures: ground.configs.cures,
    ...(request.putBack === undefined ? {} : { putBack: request.putBack }),
  };
  const planned = await planPass(ground.workspace, desired, wish);
  // Only the look was too quick to go on: that is no reason to tell anybody.
  if (!refresh && needsLook(planned.plan)) return plan(ground, { ...request, refresh: true });
  ground.health.see(desired, planned.observed);
  ground.configs.see(desired, planned.observed);
  ground.deaths.see(planned.observed);
  ground.onLoopEvent({ kind: 'looked', subjects: [...keys] });
  if (planned.plan.refused.length === 0) return planned;
  ground.onLoopEvent({ kind: 'plan-refused', reasons: planned.plan.refused });
  if (prune.enabled) return plan(ground, { ...request, prune: NO_PRUNE });
  const reasons = planned.plan.refused.join('; ');
  throw new AgentPodError('Waiting', 'PlanRefused', `refused: ${reasons}`);
}

function needsLook({ subjects }: Plan): boolean {
  return subjects.some(({ verdict, driftUnseen }) => verdict === 'blocked' && driftUnseen === true);
}

function carryOut(
  ground: PassGround,
  request: PassRequest,
  planned: PlannedPass,
): Promise<readonly SubjectResult[]> {
  return applyParts(ground, request, planned, partsOf(ground, planned), {});
}

function partsOf(ground: PassGround, planned: PlannedPass): readonly PlanPart[] {
  return splitPlan(quietly(planned.plan, ground.blocked));
}

/** It needs nothing that is only being made. */
function isWatch({ plan: part, needs }: PlanPart): boolean {
  return needs === undefined && onlyWatches(part);
}

function summary({ plan: whole }: PlannedPass, results: readonly SubjectResult[]): PassSummary {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  const idle = whole.operations.length === 0;
  return { subjects: whole.subjects.length, failed, idle, drift: driftIn(whole) };
}

function driftIn({ subjects, changes }: Plan): ReadonlyMap<Subject, number> {
  const fields = new Map(subjects.map(({ subject }) => [subject, 0]));
  for (const { subject, section } of changes) {
    if (section === 'drift') fields.set(subject, (fields.get(subject) ?? 0) + 1);
  }
  return fields;
}

/** A subject that is blocked for the reason that is written down already is not written down again. */
function quietly(whole: Plan, known: Map<Subject, string>): Plan {
  const subjects = whole.subjects.filter(({ subject, verdict, cause }) => {
    if (verdict !== 'blocked') {
      known.delete(subject);
      return true;
    }
    const isKnown = known.get(subject) === cause;
    known.set(subject, cause);
    return !isKnown;
  });
  return { ...whole, subjects };
}
