import type { ObservedContainer } from '../model/observed.ts';
import type { Action, Impact, Verdict } from '../model/operation.ts';
import { podSubject } from '../model/resource.ts';
import type { PlanOptions } from './options.ts';
import { type Chain, type PlanBuilder, worstImpact } from './plan-builder.ts';
import { type Decision, decide, isConfigPath, lostState } from './pod-decision.ts';
import { nameClash, type ObservedIndex, type PodSituation } from './pod-situation.ts';
import {
  awaitReady,
  checkConfig,
  commit,
  createContainer,
  createVolume,
  dropGeneration,
  type Generation,
  generationOf,
  isUp,
  needsCheck,
  recordPod,
  rewriteConfig,
  start,
  stop,
  writeContent,
} from './pod-steps.ts';

/** Plans one pod: what differs, what to do about it, and what that costs. */
export function planPod(
  builder: PlanBuilder,
  situation: PodSituation,
  index: ObservedIndex,
  options: PlanOptions,
): void {
  const subject = podSubject(situation.pod.key);
  const blocked =
    nameClash(situation, index) ?? (options.acceptDataLoss ? undefined : lostState(situation));
  if (blocked !== undefined) {
    builder.subjects.push({
      subject,
      verdict: 'blocked',
      impact: 'none',
      secondsDown: 0,
      cause: blocked,
    });
    return;
  }
  const decision = decide(situation);
  builder.changes.push(...decision.changes);
  const before = builder.operations.length;
  const chain = builder.chain(subject, decision.cause, situation.ground.ready);
  const kept = emit(chain, situation, decision);
  sweep(builder, situation, kept, chain.tail);
  warnReusedState(builder, situation);
  builder.subjects.push({
    subject,
    verdict: verdictOf(situation, decision, builder.operations.length > before),
    impact: impactOf(situation, decision),
    secondsDown: secondsDown(situation, decision),
    cause: decision.cause,
  });
}

/** Adds the operations; answers which generation is there in the end. */
function emit(chain: Chain, situation: PodSituation, decision: Decision): number {
  const { record, live, candidate, uid, port, nextGeneration } = situation;
  for (const leftover of situation.leftovers)
    chain.step({ kind: 'container.remove', container: leftover.name });
  const isNew = record?.uid !== uid || record.port !== port;
  if (isNew && decision.road !== 'none') chain.step(recordPod(situation));
  switch (decision.road) {
    case 'create':
    case 'replace':
      replace(chain, situation, decision);
      return nextGeneration;
    case 'adopt':
      if (candidate !== undefined)
        handOver(chain, situation, generationOf(situation, candidate.generation), candidate);
      return candidate?.generation ?? 0;
    default:
      if (live !== undefined) adjust(chain, situation, decision, live);
      return live?.generation ?? 0;
  }
}

/** A new generation beside the old one: made first, so that the old one stops as late as can be. */
function replace(chain: Chain, situation: PodSituation, { road }: Decision): void {
  const next = generationOf(situation, situation.nextGeneration);
  const undo = dropGeneration(next);
  if (situation.imageId === undefined)
    chain.step({ kind: 'image.pull', image: situation.target.spec.image });
  if (needsCheck(situation)) chain.step(checkConfig(situation));
  const hasState = situation.volumes.some((volume) => volume.role === 'state');
  if (next.volumes.state !== undefined && !hasState)
    chain.step(createVolume(situation, 'state', 0));
  for (const role of ['config', 'secrets'] as const) {
    if (next.volumes[role] !== undefined)
      chain.step(createVolume(situation, role, next.number), { undo });
  }
  if (Object.keys(next.volumes).length > 0) chain.step(writeContent(situation, next), { undo });
  chain.step(createContainer(situation, next), {
    undo,
    impact: road === 'create' ? 'none' : 'recreate',
  });
  handOver(chain, situation, next, undefined);
}

/**
 * Old stops, new starts. Never both at once: they would share the state volume and the host port.
 * Until the new one is ready, every failure brings the old one back.
 */
function handOver(
  chain: Chain,
  situation: PodSituation,
  next: Generation,
  candidate: ObservedContainer | undefined,
): void {
  const { live, pod, record } = situation;
  const oldRuns = isUp(live) && live !== undefined;
  const back: Action[] = oldRuns
    ? [...dropGeneration(next), start(live.name), awaitReady(situation, live.name, record?.port)]
    : [];
  if (oldRuns) chain.step(stop(live.name, situation), { undo: back, impact: 'recreate' });
  if (!pod.suspended) {
    if (candidate?.state !== 'running' || oldRuns) {
      chain.step(start(next.container), { undo: oldRuns ? back : dropGeneration(next) });
    }
    chain.step(awaitReady(situation, next.container), { undo: back });
  } else if (isUp(candidate)) {
    chain.step(stop(next.container, situation));
  }
  chain.step(commit(situation, next.number));
  if (live !== undefined)
    chain.step({ kind: 'container.remove', container: live.name }, { bestEffort: true });
}

/** The container stays; its config or its running changes. */
function adjust(
  chain: Chain,
  situation: PodSituation,
  { road, changes }: Decision,
  live: ObservedContainer,
): void {
  const current = generationOf(situation, live.generation);
  const restore = rewriteConfig(situation, current, situation.record?.applied?.files);
  const rewrites = changes.some((change) => isConfigPath(change.path));
  const settle = awaitReady(situation, live.name);
  if (rewrites && needsCheck(situation)) chain.step(checkConfig(situation));
  switch (road) {
    case 'rewrite':
      chain.step(rewriteConfig(situation, current), { impact: 'hot' });
      if (!situation.pod.suspended) chain.step(settle, { undo: [restore] });
      else if (isUp(live)) chain.step(stop(live.name, situation));
      chain.step(commit(situation, live.generation));
      return;
    case 'restart': {
      const undo: Action[] = rewrites
        ? [stop(live.name, situation), restore, start(live.name), settle]
        : [];
      chain.step(stop(live.name, situation), { impact: 'restart' });
      if (rewrites) chain.step(rewriteConfig(situation, current), { undo });
      chain
        .step(start(live.name), { undo })
        .step(settle, { undo })
        .step(commit(situation, live.generation));
      return;
    }
    case 'start':
      chain.step(start(live.name), { impact: 'restart' }).step(settle);
      chain.step(commit(situation, live.generation));
      return;
    case 'stop':
      chain
        .step(stop(live.name, situation), { impact: 'restart' })
        .step(commit(situation, live.generation));
      return;
    case 'watch':
      chain.step(settle);
      return;
    case 'record':
      chain.step(commit(situation, live.generation));
      return;
    default:
  }
}

/** Volumes of generations that are no more. A failure here is tried again by the next pass. */
function sweep(
  builder: PlanBuilder,
  situation: PodSituation,
  kept: number,
  after: readonly number[],
): void {
  const subject = podSubject(situation.pod.key);
  for (const volume of situation.volumes) {
    if (volume.role === 'state' || volume.generation === kept) continue;
    const cause = `belongs to generation ${volume.generation}`;
    builder.add(subject, { kind: 'volume.remove', volume: volume.name }, cause, {
      after,
      bestEffort: true,
    });
  }
}

function warnReusedState(builder: PlanBuilder, { pod, record, volumes, uid }: PodSituation): void {
  const state = volumes.find((volume) => volume.role === 'state');
  if (record === undefined && state !== undefined && state.uid !== uid) {
    builder.warnings.push(
      `pod/${pod.key} takes over volume ${state.name}, kept from an earlier pod of this name`,
    );
  }
}

function verdictOf({ record }: PodSituation, { road, changes }: Decision, acts: boolean): Verdict {
  if (road === 'create') return 'create';
  if (record?.applied === undefined && road === 'adopt') return 'create';
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
  start: 'restart',
  stop: 'restart',
  replace: 'recreate',
};

function impactOf(situation: PodSituation, { road }: Decision): Impact {
  return worstImpact([ROAD_IMPACT[road], lostState(situation) === undefined ? 'none' : 'data']);
}

/** Stop and boot; a pod that is down already counts from now. */
function secondsDown({ target, pod }: PodSituation, { road }: Decision): number {
  const stops = road === 'replace' || road === 'restart' || road === 'start';
  return stops && !pod.suspended ? target.probe.bootSeconds + 2 : 0;
}
