/**
 * Joins shares of Shamir's secret sharing over GF(256), as SOPS splits a data key over several key
 * groups. A share is the value of one polynomial for each byte, and last the point they are at.
 */
export function joinShares(shares: readonly Uint8Array[]): Uint8Array | undefined {
  const length = shares[0]?.length ?? 0;
  const points = shares.map((share) => share.at(-1) ?? 0);
  const usable = new Set(points).size === points.length && !points.includes(0);
  if (length < 2 || !usable || shares.some((share) => share.length !== length)) return undefined;
  const weights = points.map((point) => weightAtZero(point, points));
  return Uint8Array.from({ length: length - 1 }, (_, index) =>
    shares.reduce((sum, share, i) => sum ^ multiply(share[index] ?? 0, weights[i] ?? 0), 0),
  );
}

/** The Lagrange basis polynomial of a point, at 0. Subtraction is the same as addition: XOR. */
function weightAtZero(point: number, points: readonly number[]): number {
  return points
    .filter((other) => other !== point)
    .reduce((weight, other) => multiply(weight, multiply(other, inverse(other ^ point))), 1);
}

/** Modulo x^8 + x^4 + x^3 + x + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = a;
  for (let bits = b; bits > 0; bits >>= 1) {
    if (bits & 1) product ^= factor;
    factor <<= 1;
    if (factor & 0x100) factor ^= 0x11b;
  }
  return product;
}

/** a^254: every element but 0 has order 255 or a divisor of it. */
function inverse(a: number): number {
  let power = 1;
  for (let step = 0; step < 254; step += 1) power = multiply(power, a);
  return power;
}
