import { describe, expect, it } from 'vitest';
import type { Operation, Plan } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import { type PlanPart, splitPlan } from './split-plan.ts';

function operation(id: number, subject: Subject, after: readonly number[] = []): Operation {
  const action = { kind: 'container.start', container: 'c' } as const;
  return { id, subject, action, cause: '', after, impact: 'none' };
}

function plan(subjects: readonly Subject[], operations: readonly Operation[]): Plan {
  const rest = { verdict: 'heal', impact: 'none', secondsDown: 0, cause: '' } as const;
  const named = subjects.map((subject) => ({ subject, ...rest }));
  return { instance: 'i', subjects: named, changes: [], operations, warnings: [], refused: [] };
}

const names = (parts: readonly PlanPart[]) =>
  parts.map(({ plan: { subjects } }) => subjects.map(({ subject }) => subject));

describe('the parts of a plan', () => {
  it('are what pods build on, then each pod, then what is at rest', () => {
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
      ['tenant/a'],
      ['pod/a/x'],
      ['pod/a/y'],
      ['pod/b/z'],
      ['tenant/b', 'pod/b/idle'],
    ]);
    expect(parts.map(({ needs }) => (needs ? parts.indexOf(needs) : -1))).toEqual([
      -1, 0, 0, -1, -1,
    ]);
    expect(parts[1]?.plan.operations.map(({ after }) => after)).toEqual([[]]);
    expect(parts[3]?.plan.operations.map(({ after }) => after)).toEqual([[], [4]]);
  });

  it('keep a tenant that goes together with its pods', () => {
    const operations = [operation(1, 'pod/a/x'), operation(2, 'tenant/a', [1])];
    const [only, ...others] = splitPlan(plan(['tenant/a', 'pod/a/x'], operations));
    expect(names(only ? [only] : [])).toEqual([['tenant/a', 'pod/a/x']]);
    expect(others).toEqual([]);
    expect(only?.plan.operations).toEqual(operations);
  });

  it('are none of an empty plan', () => {
    expect(splitPlan(plan([], []))).toEqual([]);
  });
});
