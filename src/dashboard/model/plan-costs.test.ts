import { expect, test } from 'vitest';
import { changesEn } from '../words/changes-en.ts';
import { changesZh } from '../words/changes-zh.ts';
import { planCosts } from './plan-costs.ts';

const LINE = {
  subject: 'pod/acme/agent',
  verdict: 'update',
  impact: 'restart',
  secondsDown: 19.6,
  cause: 'the port is taken',
} as const;

test.each([
  [{}, 'agent acme/agent restarts: about 20 s without answers'],
  [{ impact: 'recreate', secondsDown: 0 }, 'agent acme/agent gets a new container'],
  [{ verdict: 'create' }, 'agent acme/agent is made'],
  [{ verdict: 'blocked' }, 'agent acme/agent stays as it is: the port is taken'],
  [{ verdict: 'delete', impact: 'data' }, 'agent acme/agent is deleted, with its data'],
  [{ subject: 'tenant/acme', impact: 'none' }, 'tenant acme changes without an interruption'],
] as const)('a line of a plan is said in words: %j', (over, words) => {
  expect(planCosts({ subjects: [{ ...LINE, ...over }], refused: [] }, changesEn)).toEqual([words]);
});

test('what stays as it is goes without saying, a refusal does not', () => {
  const subjects = [{ ...LINE, verdict: 'unchanged' as const }];
  expect(planCosts({ subjects, refused: ['too many'] }, changesZh)).toEqual(['too many']);
});
