import { parentPort, workerData } from 'node:worker_threads';
import { fc } from '../property/fast-check.ts';
import { anySchedule } from './schedule.ts';

export interface Finding {
  readonly done: number;
  readonly isLast: boolean;
  /** Absent when every schedule so far came out well. */
  readonly failure?: string;
}

/** A part at a time, so that a run that fails after hours has said how far it came. */
const PART = 500;
const { count, seed } = workerData as { readonly count: number; readonly seed: number };

for (let done = 0; done < count; done += PART) {
  const numRuns = Math.min(PART, count - done);
  // Seeds are 32 bits; parts of one worker must not be those of the next.
  const partSeed = (seed + done * 7919) | 0;
  const details = await fc.check(anySchedule, { numRuns, seed: partSeed, endOnFailure: true });
  const isLast = details.failed || done + numRuns >= count;
  const failure = details.failed ? wordsOf(partSeed, details) : undefined;
  const finding = { done: done + details.numRuns, isLast };
  parentPort?.postMessage(failure === undefined ? finding : { ...finding, failure });
  if (details.failed) break;
}

/** Without the thousands of steps of the scheduler, which the same seed and path give again. */
function wordsOf<Ts extends readonly unknown[]>(used: number, details: fc.RunDetails<Ts>): string {
  const { counterexamplePath, counterexample, errorInstance } = details;
  const [, settings, commands] = counterexample ?? [];
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const again = `AGENTPOD_SEED=${used} AGENTPOD_PATH=${counterexamplePath}`;
  const what = `${JSON.stringify(settings)}: ${String(commands)}`;
  return `${why}\n  after ${what}\n  see it again: ${again} node test/model/many-schedules.ts`;
}
