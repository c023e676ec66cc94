import { podSubject } from '../model/resource.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { PodSituation } from './pod-situation.ts';

/** Volumes of generations that are no more. A failure here is tried again by the next pass. */
export function sweep(
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

/** A new pod may find what an earlier one of its name left. */
export function warnReusedState(
  builder: PlanBuilder,
  { pod, record, volumes, uid }: PodSituation,
): void {
  const state = volumes.find((volume) => volume.role === 'state');
  if (record === undefined && state !== undefined && state.uid !== uid) {
    builder.warnings.push(
      `pod/${pod.key} takes over volume ${state.name}, kept from an earlier pod of this name`,
    );
  }
}
