import type { ObservedContainer } from '../model/observed.ts';
import type { Action, FieldChange } from '../model/operation.ts';
import { podSubject } from '../model/resource.ts';
import { DATA_LOST } from '../status/pod-conditions.ts';
import { type Claims, claimClash } from './claims.ts';
import { asksForWrite, isSecretPath } from './content-changes.ts';
import { egressBlock } from './firewall-manager.ts';
import type { PlanOptions } from './options.ts';
import type { Chain, PlanBuilder } from './plan-builder.ts';
import { type Decision, decide, driftOf, lostState, rereads } from './pod-decision.ts';
import { revive, rewriteLive, rewriteStopped } from './pod-restart.ts';
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
  rewriteSecrets,
  start,
  stop,
  writeContent,
} from './pod-steps.ts';
import { impactOf, secondsDown, verdictOf } from './pod-verdict.ts';
import { sweep, warnReusedState } from './pod-volumes.ts';
import { verifyRoute, writeRoute } from './route-steps.ts';
import { wayBack } from './way-back.ts';

/** Plans one pod: what differs, what to do about it, and what that costs. */
export function planPod(
  builder: PlanBuilder,
  situation: PodSituation,
  index: ObservedIndex,
  claims: Claims,
  options: PlanOptions,
): void {
  const subject = podSubject(situation.pod.key);
  const blocked =
    nameClash(situation, index) ??
    claimClash(situation.pod, claims) ??
    egressBlock(situation.pod, index.state);
  const lost = options.acceptDataLoss ? undefined : lostState(situation);
  if (blocked !== undefined || lost !== undefined) {
    const reason = blocked === undefined ? { reason: DATA_LOST } : {};
    builder.block(subject, blocked ?? lost ?? '', reason);
    return;
  }
  const decision = decide(situation);
  if (wouldForget(situation, decision)) {
    builder.block(subject, UNSEEN, { driftUnseen: true });
    return;
  }
  builder.changes.push(...decision.changes);
  builder.ignored.push(...driftOf(situation).ignored);
  const before = builder.operations.length;
  const chain = builder.chain(subject, decision.cause, situation.ground.ready);
  const kept = emit(chain, situation, decision);
  const acts = builder.operations.length > before;
  verifyRoute(chain, situation, kept, acts);
  sweep(builder, situation, kept, chain.tail);
  warnReusedState(builder, situation);
  builder.subjects.push({
    subject,
    verdict: verdictOf(situation, decision, acts),
    impact: impactOf(situation, decision),
    secondsDown: secondsDown(situation, decision),
    cause: decision.cause,
    ...(driftUnseen(situation) ? { driftUnseen: true } : {}),
  });
}

const UNSEEN =
  "a part of its config is the agent's, and nobody looked what it wrote there; leave out --refresh=false";

/** A write that does not know what the agent wrote would undo it. */
function wouldForget(situation: PodSituation, { road, changes }: Decision): boolean {
  if (situation.live === undefined || !driftUnseen(situation)) return false;
  return road === 'replace' || rereads(situation) || changes.some(asksForWrite);
}

function driftUnseen({ owners, live }: PodSituation): boolean {
  return owners.rules.length > 0 && live?.detail?.configFiles === undefined;
}

/** Adds the operations; answers which generation is there in the end. */
function emit(chain: Chain, situation: PodSituation, decision: Decision): number {
  const { record, live, candidate, uid, port, address, nextGeneration } = situation;
  for (const leftover of situation.leftovers)
    chain.step({ kind: 'container.remove', container: leftover.name, id: leftover.id });
  const isNew = record?.uid !== uid || record.port !== port || record.address !== address;
  if (isNew && decision.road !== 'none') chain.step(recordPod(situation));
  switch (decision.road) {
    case 'create':
    case 'replace':
      replace(chain, situation, decision);
      return nextGeneration;
    case 'adopt':
      if (candidate !== undefined) {
        const begun = generationOf(situation, candidate.generation);
        // By its own name: somebody may have renamed it.
        handOver(chain, situation, { ...begun, container: candidate.name }, candidate);
      }
      return candidate?.generation ?? 0;
    default:
      if (live !== undefined) adjust(chain, situation, decision, live);
      return live?.generation ?? 0;
  }
}

/** A new generation beside the old one: made first, so that the old one stops as late as can be. */
function replace(chain: Chain, situation: PodSituation, { road }: Decision): void {
  const next = generationOf(situation, situation.nextGeneration);
  // Only what was made by then: meanwhile a stranger may have taken the name of what comes later.
  const undo: Action[] = [];
  if (situation.imageId === undefined)
    chain.step({ kind: 'image.pull', image: situation.target.spec.image });
  if (needsCheck(situation)) chain.step(checkConfig(situation));
  const hasState = situation.volumes.some((volume) => volume.role === 'state');
  if (next.volumes.state !== undefined && !hasState)
    chain.step(createVolume(situation, 'state', 0));
  for (const role of ['config', 'secrets'] as const) {
    const volume = next.volumes[role];
    if (volume === undefined) continue;
    undo.push({ kind: 'volume.remove', volume });
    chain.step(createVolume(situation, role, next.number), { undo: [...undo] });
  }
  if (Object.keys(next.volumes).length > 0) chain.step(writeContent(situation, next), { undo });
  chain.step(createContainer(situation, next), {
    undo: dropGeneration(next),
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
  const { live, pod } = situation;
  const oldRuns = isUp(live);
  const undo = wayBack(situation, next);
  if (oldRuns && live !== undefined) {
    chain.step(stop(live.name, situation), { undo: undo.early, impact: 'recreate' });
  }
  if (pod.suspended) {
    if (isUp(candidate)) chain.step(stop(next.container, situation));
  } else {
    if (candidate?.state !== 'running' || oldRuns) {
      chain.step(start(next.container), { undo: undo.early });
    }
    chain.step(awaitReady(situation, next.container), { undo: undo.late });
  }
  remember(chain, situation, next.number);
  if (live !== undefined) {
    chain.step({ kind: 'container.remove', container: live.name }, { bestEffort: true });
  }
}

/** The container stays; its content or its running changes. */
function adjust(
  chain: Chain,
  situation: PodSituation,
  { road, changes }: Decision,
  live: ObservedContainer,
): void {
  const current = generationOf(situation, live.generation);
  const content = newContent(situation, current, changes);
  if (content.length > 0 && needsCheck(situation)) chain.step(checkConfig(situation));
  switch (road) {
    case 'rewrite':
      rewriteLive(chain, situation, live, content);
      break;
    case 'restart':
      rewriteStopped(chain, situation, live, content);
      break;
    case 'revive':
      revive(chain, situation, live, content);
      break;
    case 'start':
      chain.step(start(live.name), { impact: 'restart' }).step(awaitReady(situation, live.name));
      break;
    case 'stop':
      chain.step(stop(live.name, situation), { impact: 'restart' });
      break;
    case 'watch':
      chain.step(awaitReady(situation, live.name));
      if (changes.length === 0) return;
      break;
    case 'record':
      break;
    default:
      return;
  }
  remember(chain, situation, live.generation);
}

function remember(chain: Chain, situation: PodSituation, generation: number): void {
  writeRoute(chain, situation);
  chain.step(commit(situation, generation));
}

/** The secrets first: the new config is what makes the gateway read them. */
function newContent(
  situation: PodSituation,
  current: Generation,
  changes: readonly FieldChange[],
): Action[] {
  if (!changes.some(asksForWrite) && !rereads(situation)) return [];
  const rotates = changes.some(({ path }) => isSecretPath(path));
  const config = rewriteConfig(situation, current);
  return rotates ? [rewriteSecrets(situation, current), config] : [config];
}
