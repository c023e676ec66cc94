import type { ObservedContainer } from '../model/observed.ts';
import type { Action } from '../model/operation.ts';
import type { Chain } from './plan-builder.ts';
import { filesToWrite, type PodSituation } from './pod-situation.ts';
import {
  awaitReady,
  generationOf,
  isUp,
  rewriteConfig,
  start,
  stop,
  wasReady,
} from './pod-steps.ts';

/** New content for a container that stays, and new starts of it. */

/** Little grace: who does not answer will hardly listen either. */
export function revive(
  chain: Chain,
  situation: PodSituation,
  live: ObservedContainer,
  content: readonly Action[],
): void {
  const end = { kind: 'container.stop', container: live.name, graceSeconds: HUNG_GRACE } as const;
  const undo: readonly Action[] = [start(live.name)];
  chain.step(end, { impact: 'restart', undo });
  for (const action of content) chain.step(action, { undo });
  chain.step(start(live.name)).step(awaitReady(situation, live.name));
}

const HUNG_GRACE = 10;

export function rewriteLive(
  chain: Chain,
  situation: PodSituation,
  live: ObservedContainer,
  content: readonly Action[],
): void {
  for (const action of content) chain.step(action, { impact: 'hot' });
  const undo = [oldConfig(situation, live)];
  if (!situation.pod.suspended) chain.step(awaitReady(situation, live.name), { undo });
  else if (isUp(live)) chain.step(stop(live.name, situation));
}

export function rewriteStopped(
  chain: Chain,
  situation: PodSituation,
  live: ObservedContainer,
  content: readonly Action[],
): void {
  const settle = awaitReady(situation, live.name);
  // Only what served is worth going back to.
  const undo: Action[] =
    content.length > 0 && wasReady(situation.record)
      ? [stop(live.name, situation), oldConfig(situation, live), start(live.name), settle]
      : [];
  chain.step(stop(live.name, situation), { impact: 'restart', undo: [start(live.name)] });
  for (const action of content) chain.step(action, { undo });
  chain.step(start(live.name), { undo }).step(settle, { undo });
}

function oldConfig(situation: PodSituation, live: ObservedContainer): Action {
  const current = generationOf(situation, live.generation);
  const applied = situation.record?.applied?.files;
  return rewriteConfig(situation, current, applied && filesToWrite(situation, applied));
}
