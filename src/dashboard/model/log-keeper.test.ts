import { describe, expect, it } from 'vitest';
import { cutAt, linesWith, MOST_KEPT, windowOf, withLines } from './log-keeper.ts';

const line = (text: string) => ({ time: null, text });

describe('lines of a log on the page', () => {
  it('are kept up to a number, each with its own', () => {
    const first = withLines([], [line('a'), line('b')]);
    expect(first.map(({ number }) => number)).toEqual([1, 2]);
    const many = withLines(
      first,
      Array.from({ length: MOST_KEPT }, () => line('x')),
    );
    expect(many).toHaveLength(MOST_KEPT);
    expect(many[0]?.number).toBe(3);
    expect(many.at(-1)?.number).toBe(MOST_KEPT + 2);
  });

  it('are found by a part of them, in any case', () => {
    const lines = withLines([], [line('An ERROR'), line('fine')]);
    expect(linesWith(lines, 'error').map(({ text }) => text)).toEqual(['An ERROR']);
    expect(linesWith(lines, '')).toBe(lines);
  });

  it.each([
    ['An error, an Error', 'error', ['An ', 'error', ', an ', 'Error', '']],
    ['fine', 'error', ['fine']],
    ['fine', '', ['fine']],
    ['İİ error', 'error', ['İİ error']],
  ])('%j is cut at %j', (text, wanted, pieces) => {
    expect(cutAt(text, wanted)).toEqual(pieces);
  });

  it('are drawn only where the window is', () => {
    const view = { height: 400, lineHeight: 20 };
    expect(windowOf(3000, { ...view, top: 0 })).toEqual({ first: 0, end: 60 });
    expect(windowOf(3000, { ...view, top: 20_000 })).toEqual({ first: 980, end: 1040 });
    expect(windowOf(10, { ...view, top: 20_000 })).toEqual({ first: 0, end: 10 });
  });
});
