import { expect, test } from 'vitest';
import type { Outcome } from '../../../engine/apply-result.ts';
import { outcomeCode } from './outcome.ts';

test.each<readonly [readonly Outcome[], number]>([
  [[], 0],
  [['created', 'unchanged', 'healed'], 0],
  [['failed', 'unchanged'], 1],
  [['failed', 'created'], 5],
  [['rolled-back', 'updated'], 5],
  [['rolled-back', 'rolled-back'], 8],
  [['rolled-back', 'failed'], 1],
  [['timed-out', 'created'], 6],
  [['timed-out', 'failed'], 1],
  [['blocked'], 7],
  [['blocked', 'created'], 5],
])('%j exits with %i', (outcomes, code) => {
  const results = outcomes.map((outcome) => ({
    subject: 'pod/a/b' as const,
    outcome,
    message: '',
    seconds: 0,
  }));
  expect(outcomeCode(results)).toBe(code);
});
