import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { joinShares } from './shamir.ts';

/** Shares of one byte by the definition: values of a polynomial, added and multiplied the long way. */
function split(secret: readonly number[], coefficients: readonly number[], points: number[]) {
  return points.map((x) =>
    Uint8Array.from([
      ...secret.map((byte) => {
        const polynomial = [byte, ...coefficients];
        return polynomial.reduceRight((sum, next) => times(sum, x) ^ next, 0);
      }),
      x,
    ]),
  );
}

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit += 1) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 15; bit >= 8; bit -= 1) if ((product >> bit) & 1) product ^= 0x11b << (bit - 8);
  return product;
}

const byte = fc.integer({ min: 0, max: 255 });
const points = fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 3, maxLength: 6 });

describe('shares of a key', () => {
  it('give the key back, whichever of them are there', () => {
    fc.assert(
      fc.property(
        fc.array(byte, { minLength: 1, maxLength: 32 }),
        fc.tuple(byte, byte),
        points,
        (secret, coefficients, at) => {
          const shares = split(secret, coefficients, at);
          expect([...(joinShares(shares.slice(-3)) ?? [])]).toEqual(secret);
        },
      ),
    );
  });

  it('that are damaged give nothing', () => {
    expect(joinShares([])).toBeUndefined();
    expect(joinShares([Uint8Array.of(1)])).toBeUndefined();
    expect(joinShares([Uint8Array.of(1, 1), Uint8Array.of(1, 2, 2)])).toBeUndefined();
    expect(joinShares([Uint8Array.of(1, 7), Uint8Array.of(2, 7)])).toBeUndefined();
    expect(joinShares([Uint8Array.of(1, 0), Uint8Array.of(2, 7)])).toBeUndefined();
  });
});
