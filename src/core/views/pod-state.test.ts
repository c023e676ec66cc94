import { describe, expect, it } from 'vitest';
import type { Condition } from '../model/condition.ts';
import type { ObservedContainer, PodRecord } from '../model/observed.ts';
import { crashLoopConditions } from '../status/down-conditions.ts';
import { podState } from './pod-state.ts';

const conditions = crashLoopConditions('died 3 times', 1).map(
  (each): Condition => ({ ...each, lastTransitionTime: '2026-11-25T12:00:00Z' }),
);
const record = { conditions } as unknown as PodRecord;
const container = (state: ObservedContainer['state']) => ({ state }) as ObservedContainer;
const look = (ready: boolean) => ({
  probed: { ready, message: '' },
  startedAt: '',
  starting: true,
  seenAt: '2026-11-25T12:00:00Z',
});

describe('a pod in a crash loop', () => {
  it.each(['restarting', 'exited', 'dead'] as const)('is called so while it is %s', (state) => {
    expect(podState(record, container(state), undefined)).toBe('CrashLoopBackOff');
  });

  it('is called so while it starts, and runs once it answers', () => {
    expect(podState(record, container('running'), look(false))).toBe('CrashLoopBackOff');
    expect(podState(record, container('running'), look(true))).toBe('Running');
  });

  it('is called by what a person did to it', () => {
    expect(podState(record, container('paused'), undefined)).toBe('Paused');
  });
});
