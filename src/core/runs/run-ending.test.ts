import { expect, it } from 'vitest';
import type { Run } from './run.ts';
import { begin, takeNoResult, takeResult } from './run-ending.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const POD = 'pod/acme/agent';
const FRESH: Run = {
  id: 's-1',
  number: 1,
  trigger: 'poll',
  source: 'git',
  revision: undefined,
  state: 'pending',
  message: '',
  createdAt: NOW,
  finishedAt: undefined,
  results: [],
  awaited: [],
};

it('work that was under way and came to nothing is not waited for, that of the run itself is', () => {
  const begun = begin(FRESH, [{ subject: POD, results: 2, removed: false }], NOW);
  const once = takeNoResult(begun, POD);
  expect(takeNoResult(once, POD)).toBe(once);
  expect(takeNoResult(once, 'pod/acme/other')).toBe(once);
  expect(once.state).toBe('applying');
  const done = takeResult(once, { subject: POD, outcome: 'updated', message: '', ok: true }, NOW);
  expect(done).toMatchObject({ state: 'succeeded', message: '1 updated' });
});
