import { LABEL } from '../../core/desired/names.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Engine } from './engine.ts';
import { HELPER_LABEL, removeHelper } from './helper-container.ts';

export interface Sweep {
  readonly instance: string;
  readonly olderThanSeconds: number;
  readonly now: Date;
}

interface RawHelper {
  readonly Id: string;
  /** Seconds since the epoch. */
  readonly Created: number;
}

/** Removes throw-away containers that a crash left behind; answers how many went. */
export async function sweepHelpers(engine: Engine, sweep: Sweep): Promise<number> {
  const label = [HELPER_LABEL, `${LABEL.instance}=${sweep.instance}`];
  const found = await engine.json<readonly RawHelper[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify({ label }) },
    doing: 'listing helper containers',
  });
  const youngest = sweep.now.getTime() / 1000 - sweep.olderThanSeconds;
  const old = found.filter(({ Created }) => Created <= youngest);
  const removed = await Promise.all(old.map(({ Id }) => isRemoved(engine, Id)));
  return removed.filter(Boolean).length;
}

/** Left-overs are no reason to fail: the next sweep finds what this one could not remove. */
async function isRemoved(engine: Engine, id: string): Promise<boolean> {
  try {
    await removeHelper(engine, id);
    return true;
  } catch (error) {
    if (error instanceof AgentPodError) return false;
    throw error;
  }
}
