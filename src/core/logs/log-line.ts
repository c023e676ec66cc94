/** What a process wrote, made fit for a page or a terminal of somebody else's. */
import type { Secret } from '../model/secret.ts';
import { redact } from '../status/redact.ts';

export interface LogLine {
  /** RFC 3339 to the nanosecond, as the Engine keeps it; null where it kept none. */
  readonly time: string | null;
  readonly text: string;
}

/** In characters of UTF-16. */
const LONGEST_LINE = 4000;
/** More of a line is not even looked at. */
export const LONGEST_RAW = 8000;
/** Looking for secrets goes back over blanks from each of them. */
const MANY_BLANKS = /[ \t]{40,}/g;
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) /;
/** Colours, moves of the cursor, titles of windows: what a terminal would obey. */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]/g;
/** And what turns a line around, or hides in it. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
  /[\0-\x08\x0a-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]/g;

/**
 * Masked before it is cut, so that no secret is cut into a shape that nobody knows. The longest secret
 * comes first.
 */
export function logLine(raw: string, secrets: readonly Secret[]): LogLine {
  const stamp = STAMP.exec(raw);
  const said = raw.slice(stamp?.[0].length ?? 0, LONGEST_RAW);
  const clean = said
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(MANY_BLANKS, (blanks) => blanks.slice(0, 40));
  const masked = redact(clean, secrets);
  const most = raw.length < LONGEST_RAW ? masked.length : masked.length - longestOf(secrets);
  const shown = masked.slice(0, Math.min(Math.max(most, 0), LONGEST_LINE));
  const isWhole = raw.length < LONGEST_RAW && shown.length === masked.length;
  return {
    time: stamp?.[1] ?? null,
    text: isWhole ? shown : `${shown.toWellFormed()}… (cut)`,
  };
}

/** At the end of what is looked at there may be the beginning of a secret, which nobody can know. */
function longestOf([longest]: readonly Secret[]): number {
  return Math.min(longest?.reveal().length ?? 0, LONGEST_LINE);
}
