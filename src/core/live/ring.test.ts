import { expect, test } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { Ring } from './ring.ts';

test('whoever was away gets all that came since, or learns that some of it is forgotten', () => {
  const sizes = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(sizes, fc.nat({ max: 60 }), fc.integer({ min: 0, max: 70 }), (size, count, at) => {
      const ring = new Ring<number>(size);
      const all = Array.from({ length: count }, (_, index) => index + 1);
      for (const each of all) expect(ring.push(each)).toBe(each);
      const isKept = at <= count && count - at <= size;
      expect(ring.after(at)).toEqual(isKept ? all.slice(at) : undefined);
    }),
  );
});
