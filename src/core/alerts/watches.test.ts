import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import type { Alert, FiringAlert, Notice } from './alert.ts';
import type { Signal } from './signal.ts';
import { type Judgement, nextStepAt, resumeWatches, step, type Watches } from './watches.ts';

const MINUTE = 60_000;
const JUDGEMENT: Judgement = {
  failuresInARow: 3,
  resolveAfterMs: 5 * MINUTE,
  repeatAfterMs: 240 * MINUTE,
  sourceStaleAfterMs: 15 * MINUTE,
  route: () => ['ops'],
};

const alertOf = (key: string): Alert => ({
  key,
  type: 'failing',
  severity: 'critical',
  subject: `pod/acme/${key}`,
  message: 'its process ended',
});
type Told = Extract<Signal, { kind: 'bad' }>['told'];
const bad = (told: Told = 'in-a-row', key = 'a'): Signal => ({
  kind: 'bad',
  alert: alertOf(key),
  told,
});
const WELL: Signal = { kind: 'well', key: 'a' };

/** Signals at minutes; answers what was told, with the minute. */
function play(...script: readonly (readonly [minute: number, ...signals: readonly Signal[]])[]) {
  let watches: Watches = new Map();
  const notices: Notice[] = [];
  for (const [minute, ...signals] of script) {
    const next = step(watches, signals, minute * MINUTE, JUDGEMENT);
    watches = next.watches;
    notices.push(...next.notices);
  }
  const lines = notices.map(({ state, at }) => `${state} ${at / MINUTE}`);
  return { watches, notices, lines };
}

describe('what is told of what goes wrong', () => {
  it('begins with the third failure in a row, and says which', () => {
    const { lines, notices } = play([0, bad()], [1, WELL], [2, bad()], [3, bad()], [4, bad()]);
    expect(lines).toEqual(['firing 3']);
    expect(notices[0]?.alert).toMatchObject({
      message: '3 failures in a row, the last: its process ended',
      since: 0,
      receivers: ['ops'],
    });
  });

  it('counts no row across five minutes that went well', () => {
    expect(play([0, bad()], [1, bad(), WELL], [6, bad()], [7, bad()]).lines).toEqual([]);
    expect(play([0, bad()], [1, bad(), WELL], [5.9, bad()]).lines).toEqual(['firing 5.9']);
  });

  it('is over by itself where it only passes, and is told again when it still comes hours later', () => {
    const passing = bad('passing');
    expect(play([0, passing], [2, passing], [6.9], [7]).lines).toEqual(['firing 0', 'resolved 7']);
    const often = Array.from({ length: 90 }, (_, index) => [index * 3, passing] as const);
    expect(play(...often).lines).toEqual(['firing 0', 'repeat 240']);
  });

  it('is told once while it comes and goes, and its end once it stays well', () => {
    const flaps = [1, 2, 3, 4, 5, 6].flatMap((n) => [
      [n, WELL] as const,
      [n + 0.5, bad('at-once')] as const,
    ]);
    const { lines } = play([0, bad('at-once')], ...flaps, [7, WELL], [11.9], [12], [20]);
    expect(lines).toEqual(['firing 0', 'resolved 12']);
  });

  it('is told again after four hours, and not while it seems to be over', () => {
    const { lines } = play([0, bad('at-once')], [239], [240], [470], [480], [481, WELL], [486]);
    expect(lines).toEqual(['firing 0', 'repeat 240', 'repeat 480', 'resolved 486']);
  });

  it('is not told at all when it did not last', () => {
    const stale = bad({ afterMs: 15 * MINUTE });
    expect(play([0, stale], [10, stale], [14, WELL], [20, stale], [30, WELL]).lines).toEqual([]);
    expect(play([0, stale], [10, stale], [15]).lines).toEqual(['firing 15']);
  });

  it('is over when no manifest names it any more', () => {
    const gone: Signal = { kind: 'gone', subject: 'pod/acme/a' };
    expect(play([0, bad('at-once')], [1, gone], [9]).lines).toEqual(['firing 0', 'resolved 1']);
    expect(play([0, bad()], [1, gone], [2, bad()], [3, bad()]).lines).toEqual([]);
  });

  it('is over when a look at all of its kind no longer names it', () => {
    const only: Signal = { kind: 'only', prefix: 'channel x ', keys: ['channel x b'] };
    const lost = ['channel x a', 'channel x b', 'channel y a'].map((key) => bad('at-once', key));
    const { notices } = play([0, ...lost], [1, only], [6]);
    const ended = notices.filter(({ state }) => state === 'resolved');
    expect(ended.map(({ alert }) => alert.key)).toEqual(['channel x a']);
  });

  it('is looked at again when something is due', () => {
    const { watches } = play([0, bad('at-once')]);
    expect(nextStepAt(watches, JUDGEMENT)).toBe(240 * MINUTE);
    expect(nextStepAt(play([0, bad('at-once')], [1, WELL]).watches, JUDGEMENT)).toBe(6 * MINUTE);
    expect(nextStepAt(new Map(), JUDGEMENT)).toBeUndefined();
  });

  it('goes on over a restart: still wrong it is not told anew, well it gets its end', () => {
    const [told] = play([0, bad('at-once')]).notices.map(({ alert }) => alert);
    const resumed = resumeWatches([told as FiringAlert], 10 * MINUTE);
    const still = step(resumed, [bad('at-once')], 11 * MINUTE, JUDGEMENT);
    expect(still.notices).toEqual([]);
    expect(step(still.watches, [], 20 * MINUTE, JUDGEMENT).notices).toEqual([]);
    const ended = step(resumed, [], 15 * MINUTE, JUDGEMENT).notices;
    expect(ended.map(({ state }) => state)).toEqual(['resolved']);
  });
});

describe('whatever happens', () => {
  const key = fc.constantFrom('a', 'b');
  const told = fc.constantFrom<Told>('at-once', 'in-a-row', { afterMs: 3 * MINUTE });
  const signal = fc.oneof(
    fc.tuple(told, key).map(([how, name]) => bad(how, name)),
    key.map((name): Signal => ({ kind: 'well', key: name })),
    key.map((name): Signal => ({ kind: 'gone', subject: `pod/acme/${name}` })),
  );
  const happening = fc.record({
    after: fc.integer({ min: 0, max: 300 * MINUTE }),
    signals: fc.array(signal, { maxLength: 3 }),
    restart: fc.boolean(),
  });

  function run(script: readonly { after: number; signals: readonly Signal[]; restart: boolean }[]) {
    let watches: Watches = new Map();
    let now = 0;
    const notices: Notice[] = [];
    const firing = () => [...watches.values()].flatMap((watch) => watch.firing ?? []);
    const go = (signals: readonly Signal[]) => {
      const next = step(watches, signals, now, JUDGEMENT);
      watches = next.watches;
      notices.push(...next.notices);
    };
    for (const { after, signals, restart } of script) {
      now += after;
      if (restart) watches = resumeWatches(firing(), now);
      for (const each of signals) go([each]);
    }
    // Everything becomes well, and stays so.
    go(['a', 'b'].map((name) => ({ kind: 'well', key: name })));
    now += JUDGEMENT.resolveAfterMs;
    go([]);
    return { notices, left: firing() };
  }

  /** `firing`, any `repeat`s at their distance, `resolved`, and so on. */
  function expectInOrder(notices: readonly Notice[]): void {
    const states = notices.map(({ state }) => state).join(' ');
    expect(states).toMatch(/^(firing (repeat )*resolved ?)*$/);
    for (const [index, { state, at }] of notices.entries()) {
      const before = notices[index - 1];
      if (state !== 'repeat' || before === undefined) continue;
      expect(at - before.at).toBeGreaterThanOrEqual(JUDGEMENT.repeatAfterMs);
    }
  }

  it('a beginning is followed by its end before there is another, and repeats keep their distance', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (script) => {
        const { notices, left } = run(script);
        expect(left).toEqual([]);
        for (const name of ['a', 'b'])
          expectInOrder(notices.filter(({ alert }) => alert.key === name));
      }),
    );
  });
});
