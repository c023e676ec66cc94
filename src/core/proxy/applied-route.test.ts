import { expect, test } from 'vitest';
import { aPod } from '../../../test/builders.ts';
import type { PodSpec } from '../schema/types.ts';
import { appliedRoute } from './applied-route.ts';
import { routeFile } from './route-file.ts';

const DOOR = { mode: 'managed', door: 'http://agentpod:8080' } as const;

function written(route: NonNullable<PodSpec['route']>, name = 'agent') {
  const pod = aPod({
    key: `acme/${name}`,
    hosts: ['a.example.com', 'a.localhost'],
    spec: { route },
  });
  return appliedRoute(routeFile(pod, 'agentpod_acme', DOOR) ?? {});
}

test.each([
  [{}, { prefix: '', guarded: false }],
  [{ pathPrefixes: ['/b', '/a'] }, { prefix: '/a', guarded: false }],
  [{ allowFrom: ['10.0.0.0/8'] }, { prefix: '', guarded: true }],
  [{ rateLimit: { requests: 5 } }, { prefix: '', guarded: false }],
])('a route with %o is read back from what was written', (route, expected) => {
  expect(written(route)).toEqual(expected);
});

test('a pod that is called like the login is no login', () => {
  expect(written({ pathPrefixes: ['/x'] }, 'front-door').prefix).toBe('/x');
});

test('what is no route says nothing', () => {
  expect(appliedRoute({})).toEqual({ prefix: '', guarded: false });
});
