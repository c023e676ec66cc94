import { describe, expect, it } from 'vitest';
import type { Operation, Plan } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import { splitPlan } from './split-plan.ts';

function operation(id: number, subject: Subject, after: readonly number[] = []): Operation {
  const action = { kind: 'container.start', container: 'c' } as const;
  return { id, subject, action, cause: '', after, impact: 'none' };
}

function plan(subjects: readonly Subject[], operations: readonly Operation[]): Plan {
  const rest = { verdict: 'heal', impact: 'none', secondsDown: 0, cause: '' } as const;
  const named = subjects.map((subject) => ({ subject, ...rest }));
  return { instance: 'i', subjects: named, changes: [], operations, warnings: [], refused: [] };
}

const names = (parts: readonly Plan[]) =>
  parts.map(({ subjects }) => subjects.map(({ subject }) => subject));

describe('the parts of a plan', () => {
  it('keep together what waits for each other, and nothing else', () => {
    const parts = splitPlan(
      plan(
        ['tenant/a', 'tenant/b', 'pod/a/x', 'pod/a/y', 'pod/b/z', 'pod/b/idle'],
        [
          operation(1, 'tenant/a'),
          operation(2, 'pod/a/x', [1]),
          operation(3, 'pod/a/y', [1]),
          operation(4, 'pod/b/z'),
          operation(5, 'pod/b/z', [4]),
        ],
      ),
    );
    expect(names(parts)).toEqual([
      ['tenant/a', 'pod/a/x', 'pod/a/y'],
      ['pod/b/z'],
      ['tenant/b', 'pod/b/idle'],
    ]);
    expect(parts.map(({ operations }) => operations.map(({ id }) => id))).toEqual([
      [1, 2, 3],
      [4, 5],
      [],
    ]);
  });

  it('are none of an empty plan', () => {
    expect(splitPlan(plan([], []))).toEqual([]);
  });
});
