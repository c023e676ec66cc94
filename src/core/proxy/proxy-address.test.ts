import { expect, test } from 'vitest';
import { entryAddress } from './proxy-address.ts';

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['192.0.2.7', '192.0.2.7'],
])('entry points on %s are reached at %s', (bind, address) => {
  expect(entryAddress(bind)).toBe(address);
});
