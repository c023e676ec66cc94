import { expect, it } from 'vitest';
import { isStuck } from './stuck.ts';

const ID = 'ecf53d0e2880b40bfa89421a7c373e8d3cd5f605a2b67a0dfa5da2f499feff82';

it.each([
  ['exited', `task ${ID}: already exists`, true],
  ['exited', `failed to create task for container: task ${ID}: already exists: unknown`, true],
  ['running', `task ${ID}: already exists`, false],
  ['exited', 'transport is closing: unavailable', false],
  ['exited', 'endpoint with name agentpod_acme_agent_g1 already exists in network', false],
  ['exited', '', false],
])('a container that is %s with the error %j is stuck: %j', (Status, words, expected) => {
  expect(isStuck({ Status, Error: words })).toBe(expected);
});

it('an Engine that tells of no error has none', () => {
  expect(isStuck({ Status: 'exited' })).toBe(false);
});
