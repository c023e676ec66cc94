import { expect, it } from 'vitest';
import { findEntries, join } from './audit-pages.ts';

const entry = (id: number, more: object = {}) => ({
  ...{ id, time: '2026-01-01T00:00:00Z', actor: 'alice@laptop', action: 'apply' },
  ...{ result: 'started', ...more },
});

it('pages that overlap are shown once, the newest first', () => {
  const joined = join([entry(9), entry(8)], [entry(8), entry(7), entry(3)]);
  expect(joined.map(({ id }) => id)).toEqual([9, 8, 7, 3]);
});

it('entries are found by all the words of a text, wherever these stand', () => {
  const entries = [
    entry(3, { subject: 'pod/acme/agent', result: 'created' }),
    entry(2, { actor: 'dashboard@192.0.2.1', action: 'dashboard login', result: 'refused' }),
    entry(1),
  ];
  const found = (text: string) => findEntries(entries, text).map(({ id }) => id);
  expect(found('ACME created')).toEqual([3]);
  expect(found('refused')).toEqual([2]);
  expect(found('  ')).toEqual([3, 2, 1]);
  expect(found('nobody')).toEqual([]);
});
