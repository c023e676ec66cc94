import { expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { LineBuffer } from './line-buffer.ts';

it('keeps the newest lines, and counts the others', () => {
  const lines = fc.array(fc.array(fc.string({ maxLength: 20 })));
  fc.assert(
    fc.property(lines, (rounds) => {
      const buffer = new LineBuffer({ lines: 5, characters: 40 });
      for (const pushed of rounds) {
        for (const line of pushed) buffer.push(line);
        const taken = buffer.takeAll();
        expect(taken.lines).toEqual(pushed.slice(pushed.length - taken.lines.length));
        expect(taken.lines.length + taken.dropped).toBe(pushed.length);
        expect(taken.lines.length).toBeLessThanOrEqual(5);
        if (taken.lines.length > 1) expect(taken.lines.join('').length).toBeLessThanOrEqual(40);
        expect(buffer.isEmpty).toBe(true);
      }
    }),
  );
});

it('drops nothing that fits', () => {
  const buffer = new LineBuffer({ lines: 3, characters: 3 });
  for (const line of ['a', 'b', 'c']) buffer.push(line);
  expect(buffer.takeAll()).toEqual({ lines: ['a', 'b', 'c'], dropped: 0 });
  buffer.push('long');
  expect(buffer.takeAll()).toEqual({ lines: ['long'], dropped: 0 });
});
