import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCAL_SUFFIXES } from '../../src/core/proxy/local-host.ts';
import { ROUTE_REASONS } from '../../src/core/proxy/route-verdict.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/routes.md'), 'utf8');

test('every reason for a route that is not ready is explained, and no other', () => {
  const explained = [...DOCUMENT.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
  expect(explained.sort()).toEqual([...ROUTE_REASONS].sort());
});

test('the local names that the document gives are local', () => {
  const [, names = ''] = /names below (.*?) and/s.exec(DOCUMENT) ?? [];
  const given = [...names.matchAll(/`([a-z.]+)`/g)].map(([, name = '']) => name);
  expect(given.length).toBeGreaterThan(3);
  expect(LOCAL_SUFFIXES).toEqual(expect.arrayContaining(given));
});
