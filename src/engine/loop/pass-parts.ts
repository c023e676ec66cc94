import type { PlanPart } from '../../core/loop/split-plan.ts';
import { onlyWatches } from '../../core/loop/work-ending.ts';
import { AgentPodError, type FailureClass } from '../../core/model/errors.ts';
import type { Plan } from '../../core/model/operation.ts';
import { FIREWALL } from '../../core/model/resource.ts';
import { messageOf } from '../../core/status/message.ts';
import { applyPlan } from '../apply.ts';
import type { ApplyEvent, Outcome, SubjectResult } from '../apply-result.ts';
import { audited } from '../audited.ts';
import { type PlaceKind, placeKind } from '../places.ts';
import type { PlannedPass } from '../plan-pass.ts';
import type { Share } from '../shared-lock.ts';
import type { PassRequest } from './pass.ts';
import type { PassGround } from './pass-ground.ts';

/** Who acts: with the lock, or only to watch. */
interface Actor {
  readonly share?: Share;
  readonly place?: () => void;
  readonly onEvent?: ((event: ApplyEvent) => void) | undefined;
}

/** Each part by itself, after the one that it needs. */
export async function applyParts(
  ground: PassGround,
  request: PassRequest,
  { observed }: PlannedPass,
  parts: readonly PlanPart[],
  actor: Actor,
): Promise<readonly SubjectResult[]> {
  const places = actor.share === undefined ? new Map() : takePlaces(ground, parts);
  const begun = new Map<PlanPart, Promise<readonly SubjectResult[]>>();
  for (const part of parts) {
    const place = places.get(part);
    if (places.has(part) && place === undefined) {
      // Not held back: its plan would get old, and nobody could heal it meanwhile.
      request.onQueued(part.plan.subjects[0]?.subject ?? FIREWALL);
      continue;
    }
    const share = actor.share?.split();
    const own = { ...actor, ...(share && { share }), ...(place && { place }) };
    const work = async (): Promise<readonly SubjectResult[]> => {
      const before = part.needs && (await begun.get(part.needs));
      const results = before?.some(isFailure)
        ? failedAs(part.plan, 'Transient', 'not done, since what it builds on failed')
        : await applyPart(ground, request, part.plan, observed.records, own);
      await share?.release();
      for (const result of results) request.onResult(result);
      return results;
    };
    begun.set(part, work());
  }
  return (await Promise.all(begun.values())).flat();
}

/** For each pod that needs one, or undefined where none is free. What is down already comes first. */
function takePlaces(
  { podPlaces }: PassGround,
  parts: readonly PlanPart[],
): ReadonlyMap<PlanPart, (() => void) | undefined> {
  const inLine = parts.toSorted((a, b) => Number(isDown(b)) - Number(isDown(a)));
  const places = new Map<PlanPart, (() => void) | undefined>();
  for (const part of inLine) {
    const [subject] = part.plan.subjects;
    const kind = kindOf(part);
    if (subject !== undefined && kind !== undefined) {
      places.set(part, podPlaces.take(subject.subject, kind));
    }
  }
  return places;
}

function isDown({ plan: { changes } }: PlanPart): boolean {
  return changes.some(
    ({ section, path }) =>
      section === 'drift' && (path === 'container' || path === 'container.state'),
  );
}

const IN_THE_WAY: ReadonlySet<Outcome> = new Set(['blocked', 'interrupted', 'superseded']);

/** Of the place that it takes; undefined for what is no pod by itself. */
function kindOf({ plan: part }: PlanPart): PlaceKind | undefined {
  const [subject, ...others] = part.subjects;
  const isPod = others.length === 0 && subject?.subject.startsWith('pod/') === true;
  return isPod && part.operations.length > 0 ? placeKind(subject, part.operations) : undefined;
}

function isFailure({ outcome, failure }: SubjectResult): boolean {
  return failure !== undefined || IN_THE_WAY.has(outcome);
}

async function applyPart(
  ground: PassGround,
  request: PassRequest,
  part: Plan,
  records: PlannedPass['observed']['records'],
  { share, place, onEvent }: Actor,
): Promise<readonly SubjectResult[]> {
  const { workspace, places } = ground;
  const watches = onlyWatches(part);
  const work = () =>
    applyPlan(part, workspace, {
      // Waiting costs nothing, and must not take the place of work.
      concurrency: Number.POSITIVE_INFINITY,
      ...(watches ? {} : { places }),
      wait: true,
      records,
      signal: request.signal,
      superseded: request.superseded,
      ...(onEvent === undefined ? {} : { onEvent }),
      ...(share === undefined ? {} : { share }),
      ...(place === undefined ? {} : { place }),
    });
  try {
    const asked = { actor: ground.actor, action: 'reconcile' };
    const { subjects } = await (watches ? work() : audited(workspace.store, asked, part, work));
    return subjects;
  } catch (error) {
    const message = messageOf(error);
    const failure: FailureClass = error instanceof AgentPodError ? error.failure : 'Transient';
    return failedAs(part, failure, message);
  }
}

function failedAs(part: Plan, failure: FailureClass, message: string): readonly SubjectResult[] {
  return part.subjects.map(({ subject }) => ({
    subject,
    outcome: 'failed',
    message,
    seconds: 0,
    failure,
  }));
}
