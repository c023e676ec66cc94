import type { ObservedContainer } from '../model/observed.ts';
import type { Action } from '../model/operation.ts';
import type { PodSituation } from './pod-situation.ts';
import { awaitReady, dropGeneration, type Generation, isUp, start, wasReady } from './pod-steps.ts';

/**
 * `early`: until the new one runs. `late`: when it does not become ready; then going back is worth
 * it only to something that served, else the new one stays to be looked at.
 */
export function wayBack(
  situation: PodSituation,
  next: Generation,
): { readonly early: readonly Action[]; readonly late: readonly Action[] } {
  const { live, record } = situation;
  const drop = dropGeneration(next);
  if (live === undefined || !(isUp(live) || gaveWay(situation, live))) {
    return { early: drop, late: [] };
  }
  const restore = [...drop, start(live.name)];
  if (!wasReady(record)) return { early: restore, late: [] };
  const back = [...restore, awaitReady(situation, live.name, record?.port)];
  return { early: back, late: back };
}

/** It served until a pass that came to no end stopped it, for a generation that it had begun. */
function gaveWay(
  { record, candidate, leftovers }: PodSituation,
  { generation }: ObservedContainer,
): boolean {
  const begun = candidate !== undefined || leftovers.some((each) => each.generation > generation);
  return begun && wasReady(record);
}
