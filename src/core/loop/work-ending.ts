import type { FailureClass } from '../model/errors.ts';
import type { Plan } from '../model/operation.ts';
import type { WorkEnding } from './work-queue.ts';

/** Who took it over is at it, or is done: nothing that would have to be hurried. */
const SUPERSEDED_MS = 1000;

/** How a subject came out of a pass, as far as the next try depends on it. */
export function workEnding(outcome: string, failure: FailureClass | undefined): WorkEnding {
  switch (outcome) {
    case 'healed':
      return { kind: 'healed' };
    case 'created':
    case 'updated':
    case 'deleted':
    case 'unchanged':
      return { kind: 'settled' };
    case 'blocked':
      return { kind: 'failed', failure: 'Waiting' };
    case 'superseded':
      return { kind: 'again', afterMs: SUPERSEDED_MS };
    case 'rolled-back':
      // Each further try would take what works down again.
      return { kind: 'failed', failure: 'InvalidInput' };
    default:
      return { kind: 'failed', failure: failure ?? 'Transient' };
  }
}

const WATCHING = new Set(['container.await-ready', 'proxy.await-ready', 'route.verify']);

/** It waits for agents, or tries their routes, and changes nothing. */
export function onlyWatches({ operations }: Plan): boolean {
  return operations.every(({ action }) => WATCHING.has(action.kind));
}
