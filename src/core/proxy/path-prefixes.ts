/**
 * Whether path prefixes of two pods on one host lead to the same place, or one's lie in the other's.
 * None at all is the whole host.
 */
export function pathsOverlap(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): boolean {
  const theirs = orWhole(right);
  return orWhole(left).some((mine) =>
    theirs.some((other) => holds(mine, other) || holds(other, mine)),
  );
}

const WHOLE = '';

function orWhole(prefixes: readonly string[] | undefined): readonly string[] {
  return prefixes === undefined || prefixes.length === 0 ? [WHOLE] : prefixes;
}

/** `/a` holds `/a/b` and not `/ab`. */
function holds(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
