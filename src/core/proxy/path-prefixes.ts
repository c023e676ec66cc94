/** Path prefixes of pods that share a host. None at all is the whole host. */

/** The first of `left` that leads where one of `right` does, or that holds or lies in one. */
export function sharedPrefix(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): string | undefined {
  const theirs = orWhole(right);
  return orWhole(left).find((mine) =>
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
