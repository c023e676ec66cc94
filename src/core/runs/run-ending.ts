import type { Subject } from '../model/resource.ts';
import { type Awaited, isOver, type Run, type RunResult, type RunState } from './run.ts';

export function end(run: Run, state: RunState, message: string, now: string): Run {
  return { ...run, state, message, finishedAt: now, awaited: [] };
}

/** Over as soon as nothing is awaited. */
export function begin(run: Run, awaited: readonly Awaited[], now: string): Run {
  return settle({ ...run, state: 'applying', message: '', awaited }, now);
}

/** Only work that was under way before the run may end so: the run's own has a result in the end. */
export function takeNoResult(run: Run, subject: Subject): Run {
  const found = run.awaited.find((each) => each.subject === subject && each.results > 1);
  return found === undefined ? run : { ...run, awaited: oneLess(run.awaited, found) };
}

export function takeResult(run: Run, result: RunResult, now: string): Run {
  const found = run.awaited.find(({ subject }) => subject === result.subject);
  if (isOver(run) || found === undefined) return run;
  if (found.results > 1) {
    return { ...run, awaited: oneLess(run.awaited, found) };
  }
  const awaited = run.awaited.filter((each) => each !== found);
  return settle({ ...run, awaited, results: [...run.results, result] }, now);
}

function oneLess(awaited: readonly Awaited[], one: Awaited): readonly Awaited[] {
  return awaited.map((each) => (each === one ? { ...each, results: each.results - 1 } : each));
}

function settle(run: Run, now: string): Run {
  if (run.awaited.length > 0) return run;
  const bad = run.results.filter(({ ok }) => !ok);
  const [first] = bad;
  if (first === undefined) return end(run, 'succeeded', wordsFor(run.results), now);
  const why = first.message === '' ? first.outcome : first.message;
  const message = `${bad.length} of ${run.results.length} failed; ${first.subject}: ${why}`;
  return end(run, 'failed', message, now);
}

/** `2 created, 1 updated`. */
function wordsFor(results: readonly RunResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  counts.delete('unchanged');
  if (counts.size === 0) return 'nothing had to be changed';
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
