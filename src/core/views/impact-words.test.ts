import { expect, test } from 'vitest';
import type { Plan, SubjectPlan } from '../model/operation.ts';
import { impactSentences, leftSentence } from './impact-words.ts';

const line = (over: Partial<SubjectPlan>): SubjectPlan => ({
  subject: 'pod/acme/agent',
  verdict: 'update',
  impact: 'none',
  secondsDown: 0,
  cause: '',
  ...over,
});

const of = (...subjects: SubjectPlan[]): readonly string[] => {
  const plan: Plan = {
    instance: 'default',
    subjects,
    changes: [],
    operations: [],
    warnings: [],
    refused: [],
  };
  return impactSentences(plan);
};

test.each([
  [line({ impact: 'restart', secondsDown: 20 }), 'restarts: about 20s without answers'],
  [
    line({ impact: 'recreate', secondsDown: 14 }),
    'gets a new container: about 14s without answers',
  ],
  [line({ impact: 'hot' }), 'takes it over while it runs'],
  [line({ verdict: 'create', impact: 'recreate' }), 'is made'],
  [line({ verdict: 'delete', impact: 'data' }), 'is deleted, with its data'],
  [line({ verdict: 'blocked', cause: 'the port is taken' }), 'stays as it is: the port is taken'],
])('a plan line becomes a sentence', (plan, words) => {
  expect(of(plan)).toEqual([`pod acme/agent ${words}`]);
});

test('what stays as it is costs nothing, and what is left running is said', () => {
  expect(of(line({ verdict: 'unchanged' }))).toEqual([]);
  expect(leftSentence('pod/acme/agent')).toContain('pod acme/agent is in no manifest any more');
});
