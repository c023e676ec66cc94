import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import type { Subject } from '../model/resource.ts';
import { NO_RUNS, nextRuns, type RunsState } from './next-runs.ts';
import { isOver, type Run } from './run.ts';
import type { RunEvent } from './run-event.ts';

const POD = 'pod/acme/agent';
const OTHER = 'pod/acme/other';
const GROUND = { now: '2026-01-01T00:00:00.000Z', server: 's', prunes: true };
const rev = (digit: string) => `main@sha1:${digit.repeat(40)}`;

const follow = (events: readonly RunEvent[], state: RunsState = NO_RUNS): RunsState =>
  events.reduce((before, event) => nextRuns(before, event, GROUND), state);
const brief = ({ runs }: RunsState) =>
  runs.map(({ trigger, state, message }) => [trigger, state, message]);

const reading: RunEvent = { kind: 'reading' };
const asked = (run: string): RunEvent => ({ kind: 'asked', run, source: 'git' });
const changed = (revision: string, ...runs: string[]): RunEvent => ({
  kind: 'source-changed',
  source: 'git',
  revision,
  runs,
});
const checked = (...runs: string[]): RunEvent => ({ kind: 'source-checked', source: 'git', runs });
const accepted = (
  revision: string | undefined,
  subjects: readonly Subject[],
  { busy = [], removed = [] }: { busy?: readonly Subject[]; removed?: readonly Subject[] } = {},
): RunEvent => ({
  kind: 'read',
  revisions: [{ source: 'git', revision }],
  verdict: { kind: 'accepted', changed: subjects, removed, busy },
});
const refused = (revision: string): RunEvent => ({
  kind: 'read',
  revisions: [{ source: 'git', revision }],
  verdict: { kind: 'refused', message: 'a.yaml:1:1: wrong' },
});
const result = (subject: Subject, outcome = 'updated', ok = true): RunEvent => ({
  kind: 'result',
  result: { subject, outcome, message: ok ? '' : 'bad', ok },
});
const STARTED = [reading, changed(rev('a')), accepted(rev('a'), [POD]), result(POD, 'created')];

describe('a run', () => {
  it('is over when what it changed had its result', () => {
    const begun = follow([
      ...STARTED,
      changed(rev('b')),
      reading,
      accepted(rev('b'), [POD, OTHER]),
    ]);
    expect(brief(begun)).toEqual([
      ['start', 'succeeded', '1 created'],
      ['poll', 'applying', ''],
    ]);
    const done = follow([result(POD), result(OTHER, 'unchanged')], begun);
    expect(brief(done)[1]).toEqual(['poll', 'succeeded', '1 updated']);
    expect(done.sources['git']).toMatchObject({ inForce: rev('b'), latest: rev('b'), error: '' });
  });

  it('fails with the first reason when anything did not go well, and waits for the rest', () => {
    const one = follow([
      ...STARTED,
      changed(rev('b')),
      accepted(rev('b'), [POD, OTHER]),
      result(POD, 'timed-out', false),
    ]);
    expect(one.runs[1]?.state).toBe('applying');
    expect(brief(follow([result(OTHER)], one))[1]).toEqual([
      'poll',
      'failed',
      `1 of 2 failed; ${POD}: bad`,
    ]);
  });

  it('does not take the result of work that was begun for an older revision', () => {
    const events = [changed(rev('b')), accepted(rev('b'), [POD], { busy: [POD] }), result(POD)];
    const begun = follow([...STARTED, ...events]);
    expect(begun.runs[1]?.state).toBe('applying');
    expect(follow([result(POD)], begun).runs[1]?.state).toBe('succeeded');
  });

  it('is refused with invalid manifests, whose last good revision stays in force', () => {
    const state = follow([...STARTED, changed(rev('b')), refused(rev('b'))]);
    expect(brief(state)[1]).toEqual(['poll', 'refused', 'a.yaml:1:1: wrong']);
    expect(state.sources['git']).toMatchObject({
      inForce: rev('a'),
      latest: rev('b'),
      error: 'a.yaml:1:1: wrong',
    });
    // A secret that was missing is there by now.
    const mended = follow([reading, accepted(rev('b'), [POD]), result(POD)], state);
    expect(brief(mended)[2]).toEqual(['retry', 'succeeded', '1 updated']);
  });

  it('is superseded by a later one before it was read, and while it is applied', () => {
    const before = follow([...STARTED, changed(rev('b')), changed(rev('c'))]);
    expect(before.runs[1]).toMatchObject({ state: 'superseded' });
    const during = follow([
      ...STARTED,
      changed(rev('b')),
      accepted(rev('b'), [POD]),
      changed(rev('c')),
      accepted(rev('c'), [OTHER]),
      result(OTHER),
    ]);
    expect(brief(during).slice(1)).toEqual([
      ['poll', 'superseded', `superseded by ${rev('c')}`],
      // What the older one began is not done yet.
      ['poll', 'applying', ''],
    ]);
    expect(follow([result(POD)], during).runs[2]?.state).toBe('succeeded');
  });

  it('is not resolved by sources that were read before it', () => {
    const state = follow([...STARTED, reading, changed(rev('b')), accepted(rev('a'), [])]);
    expect(state.runs[1]).toMatchObject({ state: 'pending', revision: rev('b') });
  });

  it('waits for what is to be deleted, and fails when a guard keeps it', () => {
    const events = [changed(rev('b')), accepted(rev('b'), [], { removed: [POD, OTHER] })];
    const begun = follow([...STARTED, ...events, result(POD, 'deleted')]);
    expect(begun.runs[1]?.state).toBe('applying');
    const kept = follow([{ kind: 'kept', message: 'too many' }], begun);
    expect(kept.runs[1]).toMatchObject({ state: 'failed' });
    const lax = events.reduce(
      (state, event) => nextRuns(state, event, { ...GROUND, prunes: false }),
      follow(STARTED),
    );
    expect(lax.runs[1]?.state).toBe('succeeded');
  });

  it('ends when its server stops leading, and begins anew with what is there', () => {
    const state = follow([...STARTED, changed(rev('b')), { kind: 'deposed' }]);
    expect(state.runs[1]?.state).toBe('failed');
    expect(brief(follow([changed(rev('b')), accepted(rev('b'), [])], state))[2]).toEqual([
      'start',
      'succeeded',
      'nothing had to be changed',
    ]);
  });
});

describe('a run that a webhook asked for', () => {
  it('takes the revision that the look found', () => {
    const state = follow([...STARTED, asked('s-2'), changed(rev('b'), 's-2')]);
    expect(state.runs[1]).toMatchObject({ id: 's-2', trigger: 'push', revision: rev('b') });
    expect(state.runs).toHaveLength(2);
  });

  it('ends as the run did that brought what is there, when nothing is new', () => {
    const fine = follow([...STARTED, asked('s-2'), checked('s-2')]);
    expect(brief(fine)[1]).toEqual(['push', 'succeeded', 'nothing is new; 1 created']);
    const bad = follow([
      ...STARTED,
      changed(rev('b')),
      refused(rev('b')),
      asked('s-3'),
      checked('s-3'),
    ]);
    expect(bad.runs[2]).toMatchObject({ state: 'refused', revision: rev('b') });
  });

  it('goes along with a run of the same revision that is under way', () => {
    const state = follow([
      ...STARTED,
      changed(rev('b')),
      accepted(rev('b'), [POD]),
      asked('s-3'),
      checked('s-3'),
      result(POD),
    ]);
    expect(state.runs.slice(1).map((run) => run.state)).toEqual(['succeeded', 'succeeded']);
  });

  it('fails when the repository is out of reach, and is not answered by an older look', () => {
    const waiting = follow([...STARTED, asked('s-2'), checked()]);
    expect(waiting.runs[1]?.state).toBe('pending');
    const gone: RunEvent = { kind: 'source-failed', source: 'git', message: 'gone', runs: ['s-2'] };
    const state = follow([gone], waiting);
    expect(brief(state)[1]).toEqual(['push', 'failed', 'gone']);
    expect(state.sources['git']?.error).toBe('cannot be looked at: gone');
    expect(follow([checked()], state).sources['git']?.error).toBe('');
  });
});

describe('a folder', () => {
  const moved: RunEvent = { kind: 'source-changed', source: 'git', revision: undefined, runs: [] };
  const FOLDER = [reading, accepted(undefined, [POD]), result(POD)];

  it('has a run for what a change brought, and none for one that brought nothing', () => {
    const state = follow([...FOLDER, moved, moved, reading, accepted(undefined, [])]);
    expect(brief(state)).toEqual([['start', 'succeeded', '1 updated']]);
    const more = follow([moved, reading, accepted(undefined, [POD]), result(POD)], state);
    expect(brief(more)[1]).toEqual(['folder', 'succeeded', '1 updated']);
  });

  it('that changes while it is read has a run that waits for the next reading', () => {
    const state = follow([...FOLDER, reading, moved, accepted(undefined, [OTHER])]);
    expect(state.runs.at(-1)?.state).toBe('pending');
  });
});

it('of one that is over nothing is said again, whatever comes', () => {
  const subject = fc.constantFrom<Subject>(POD, OTHER);
  const revision = fc.constantFrom(rev('a'), rev('b'), rev('c'));
  const run = fc.integer({ min: 1, max: 12 }).map((number) => `s-${number}`);
  const event = fc.oneof(
    fc.constant<RunEvent>(reading),
    run.map(asked),
    fc.tuple(revision, fc.array(run, { maxLength: 2 })).map(([at, runs]) => changed(at, ...runs)),
    fc.array(run, { maxLength: 2 }).map((runs) => checked(...runs)),
    fc
      .tuple(revision, fc.uniqueArray(subject), fc.uniqueArray(subject))
      .map(([at, subjects, busy]) => accepted(at, subjects, { busy })),
    revision.map(refused),
    fc.tuple(subject, fc.boolean()).map(([of, ok]) => result(of, 'updated', ok)),
    subject.map((of): RunEvent => ({ kind: 'no-result', subject: of })),
    fc.constant<RunEvent>({ kind: 'deposed' }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state = NO_RUNS;
      const over = new Map<string, Run>();
      for (const each of events) {
        state = nextRuns(state, each, GROUND);
        for (const found of state.runs) checkOne(found, over);
        expect(new Set(state.runs.map(({ id }) => id)).size).toBe(state.runs.length);
      }
    }),
  );
});

function checkOne(run: Run, over: Map<string, Run>): void {
  if (over.has(run.id)) expect(run).toBe(over.get(run.id));
  if (isOver(run)) over.set(run.id, run);
  if (run.state === 'applying') expect(run.awaited).not.toEqual([]);
  expect(run.finishedAt === undefined).toBe(!isOver(run));
}

it('the last hundred are kept', () => {
  const state = follow(Array.from({ length: 150 }, (_, index) => asked(`s-${index + 1}`)));
  expect(state.runs).toHaveLength(100);
  expect(state.runs.at(-1)?.id).toBe('s-150');
});
