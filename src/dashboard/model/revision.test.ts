import { expect, it } from 'vitest';
import { shortRevision } from './revision.ts';

it.each([
  [`main@sha1:${'4f2a1b9c'.repeat(5)}`, 'main 4f2a1b9'],
  [`release/2@sha1:${'0'.repeat(40)}`, 'release/2 0000000'],
  ['', ''],
  ['main@sha1:xyz', 'main@sha1:xyz'],
])('%s is shown as %s', (revision, shown) => {
  expect(shortRevision(revision)).toBe(shown);
});
