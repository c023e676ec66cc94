import { expect, test } from 'vitest';
import { publicOrigin } from './public-origin.ts';

test.each([
  ['managed', 443, 'https://a.test'],
  ['managed', 8443, 'https://a.test:8443'],
  ['external', 8443, 'https://a.test:8443'],
  ['off', 8443, 'https://a.test'],
] as const)('a proxy that is %s at port %i is found at %s', (mode, httpsPort, origin) => {
  expect(publicOrigin('a.test', { mode, httpsPort })).toBe(origin);
});
