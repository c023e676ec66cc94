import { type Awaited, isOver, type Run, type RunResult, type RunState } from './run.ts';

export function end(run: Run, state: RunState, message: string, now: string): Run {
  return { ...run, state, message, finishedAt: now, awaited: [] };
}

/** Over as soon as nothing is awaited. */
export function begin(run: Run, awaited: readonly Awaited[], now: string): Run {
  return settle({ ...run, state: 'applying', message: '', awaited }, now);
}

export function takeResult(run: Run, result: RunResult, now: string): Run {
  const found = run.awaited.find(({ subject }) => subject === result.subject);
  if (isOver(run) || found === undefined) return run;
  if (found.results > 1) {
    const awaited = run.awaited.map((each) =>
      each === found ? { ...each, results: each.results - 1 } : each,
    );
    return { ...run, awaited };
  }
  const awaited = run.awaited.filter((each) => each !== found);
  return settle({ ...run, awaited, results: [...run.results, result] }, now);
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
