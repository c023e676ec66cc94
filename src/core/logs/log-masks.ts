import { Secret } from '../model/secret.ts';

/** Shorter lines of a secret stand in innocent text too. */
const SHORTEST_LINE = 12;

/**
 * The forms in which values may stand in a log: as they are, as a string of JSON, in an address, and
 * those of several lines line by line. The longest first, so that no part is masked before its whole.
 */
export function logMasks(values: Iterable<Secret>): readonly Secret[] {
  const forms = new Set([...values].flatMap((value) => formsOf(value.reveal().trim())));
  return [...forms].sort((a, b) => b.length - a.length).map((form) => new Secret(form));
}

function formsOf(value: string): readonly string[] {
  const lines = value.includes('\n')
    ? value
        .split('\n')
        .map((line) => line.trim())
        .filter(({ length }) => length >= SHORTEST_LINE)
    : [];
  return [value, ...lines].flatMap((each) => [
    each,
    JSON.stringify(each).slice(1, -1),
    encodeURIComponent(each.toWellFormed()),
  ]);
}
