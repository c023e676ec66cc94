import { expect, test } from 'vitest';
import type { TracedWork } from '../../ports/traces.ts';
import type { LoopEvent } from './loop-event.ts';
import { traceEvents } from './trace-events.ts';

const finished = (subject: 'pod/a/x' | 'pod/b/y', outcome: 'healed' | 'unchanged'): LoopEvent => ({
  kind: 'finished',
  result: { subject, outcome, message: '', seconds: 2 },
  foundBy: 'event',
});
const passed = (...subjects: readonly ('pod/a/x' | 'pod/b/y')[]): LoopEvent => ({
  kind: 'passed',
  seconds: 3,
  subjects: subjects.length,
  failed: 0,
  idle: false,
  drift: new Map(subjects.map((subject) => [subject, 1])),
});

test('a pass holds what it changed, also while another one runs, and a deploy is a mark', () => {
  const told: TracedWork[] = [];
  const tell = traceEvents({ tell: (work) => told.push(work) }, () => new Date(10_000));
  tell(finished('pod/a/x', 'healed'));
  tell(finished('pod/b/y', 'healed'));
  tell(passed('pod/b/y'));
  tell(passed('pod/a/x'));
  tell(finished('pod/a/x', 'unchanged'));
  tell(passed('pod/a/x'));
  const parts = told.map((work) => work.parts.map((part) => part.attributes['agentpod.subject']));
  expect(parts).toEqual([['pod/b/y'], ['pod/a/x'], []]);
  expect(told[0]).toMatchObject({ name: 'agentpod pass', start: 7000, end: 10_000 });
  expect(told[0]?.parts[0]).toMatchObject({ name: 'agentpod pod', start: 8000, end: 10_000 });
  const desired = { tenants: [], pods: [], warnings: [] };
  const loaded = {
    kind: 'loaded',
    tenants: 0,
    pods: 0,
    removed: [],
    revisions: ['r'],
    desired,
  } as const;
  tell({ ...loaded, changed: [] });
  expect(told).toHaveLength(3);
  tell({ ...loaded, changed: ['pod/a/x'] });
  expect(told[3]).toMatchObject({ name: 'agentpod deploy', start: 10_000, end: 10_000 });
});
