import type { PodKey } from '../../../core/model/resource.ts';
import { type TopState, viewOf } from './top-state.ts';

/** The pod that a key is about: the one under the cursor, or the one whose page is open. */
export function podInSight(state: TopState): PodKey | undefined {
  const view = viewOf(state);
  if (view.kind === 'fleet') return view.cursor;
  if ('pod' in view && view.pod !== undefined) return view.pod;
  const [first] = state.views;
  return first?.kind === 'fleet' ? first.cursor : undefined;
}
