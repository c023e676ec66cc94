import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
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

function wordsOf<Ts>(used: number, details: fc.RunDetails<Ts>): string {
  const again = `AGENTPOD_SEED=${used} AGENTPOD_PATH=${details.counterexamplePath}`;
  return `see it again: ${again} node test/model/many-schedules.ts\n${fc.defaultReportMessage(details) ?? ''}`;
}
