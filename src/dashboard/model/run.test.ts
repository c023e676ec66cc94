import { expect, it } from 'vitest';
import { sortResults } from './run.ts';

it('results that need somebody come first, then all by name', () => {
  const results = [
    { subject: 'pod/b/x', outcome: 'updated', message: '' },
    { subject: 'pod/a/x', outcome: 'created', message: '' },
    { subject: 'pod/z/x', outcome: 'failed', message: 'no such image' },
    { subject: 'pod/y/x', outcome: 'blocked', message: 'waits' },
  ];
  expect(sortResults(results).map(({ subject }) => subject)).toEqual([
    'pod/y/x',
    'pod/z/x',
    'pod/a/x',
    'pod/b/x',
  ]);
});
