import { expect, test } from 'vitest';
import { setSuspended } from './set-suspended.ts';

const HEAD = 'apiVersion: agentpod.dev/v1alpha1\nkind: Pod\nmetadata: {name: acme/agent}\n';

test.each([
  [
    'a block map',
    'spec:\n  # why\n  image: a:1\n',
    'spec:\n  suspended: true\n  # why\n  image: a:1\n',
  ],
  ['deeper indentation', 'spec:\n    image: a:1', 'spec:\n    suspended: true\n    image: a:1'],
  [
    'a comment beside spec',
    'spec: # ours\n  image: a:1\n',
    'spec: # ours\n  suspended: true\n  image: a:1\n',
  ],
  ['a flow map', 'spec: {image: "a:1"} # x\n', 'spec: { suspended: true, image: "a:1"} # x\n'],
  ['an empty flow map', 'spec: {}\n', 'spec: { suspended: true }\n'],
  [
    'a false value',
    'spec:\n  suspended: false # for now\n',
    'spec:\n  suspended: true # for now\n',
  ],
  [
    'windows line ends',
    'spec:\r\n  image: a:1\r\n',
    'spec:\r\n  suspended: true\r\n  image: a:1\r\n',
  ],
])('suspending in %s touches nothing else', (_, before, after) => {
  expect(setSuspended(HEAD + before, 'acme/agent', true)).toBe(HEAD + after);
});

test.each([
  ['a line of its own', 'spec:\n  image: a:1\n  suspended: true\n', 'spec:\n  image: a:1\n'],
  ['a commented line', 'spec:\n  suspended: true # paid?\n', 'spec:\n  suspended: false # paid?\n'],
  ['the only field', 'spec:\n  suspended: true\n', 'spec:\n  suspended: false\n'],
  ['a flow map', 'spec: {suspended: true}\n', 'spec: {suspended: false}\n'],
  ['no field at all', 'spec:\n  image: a:1\n', 'spec:\n  image: a:1\n'],
])('resuming with %s', (_, before, after) => {
  expect(setSuspended(HEAD + before, 'acme/agent', false)).toBe(HEAD + after);
});

test('only the named pod of a file with several is edited', () => {
  const other = `---\n${HEAD.replace('acme/agent', 'agent')}spec:\n  tenant: globex\n  image: a:1\n`;
  const text = `${HEAD}spec:\n  image: a:1\n${other}`;
  const edited = setSuspended(text, 'globex/agent', true);
  expect(edited).toBe(text.replace('  tenant: globex', '  suspended: true\n  tenant: globex'));
});

test('a pod that is not there, or is written out of reach, is left to people', () => {
  expect(setSuspended(`${HEAD}spec: {}\n`, 'acme/other', true)).toBeUndefined();
  expect(setSuspended(`${HEAD}spec: &s\n`, 'acme/agent', true)).toBeUndefined();
});
