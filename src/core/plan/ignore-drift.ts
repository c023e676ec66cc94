import type { FieldChange, IgnoredDrift } from '../model/operation.ts';
import type { PodSpec } from '../schema/types.ts';

export type DriftRule = NonNullable<PodSpec['ignoreDrift']>[number];

const DAY_MS = 86_400_000;

/** Milliseconds since the epoch; undefined for ever. NaN for a date that no calendar has. */
export function endOf({ expires }: DriftRule): number | undefined {
  if (expires === undefined) return undefined;
  const [day = ''] = expires.split('T');
  const start = Date.parse(`${day}T00:00:00Z`);
  // `2027-02-30` would be taken for the second of March.
  const isDay = Number.isFinite(start) && new Date(start).toISOString().startsWith(day);
  if (!isDay) return Number.NaN;
  return day === expires ? start + DAY_MS : Date.parse(expires);
}

/** Without a doubt: a rule that cannot be read ignores nothing. */
export function isInForce(rule: DriftRule, now: number): boolean {
  const end = endOf(rule);
  return end === undefined || now < end;
}

/** Apart: what is to be put back, and what is known. `now`: RFC 3339. */
export function splitDrift(
  changes: readonly FieldChange[],
  rules: readonly DriftRule[],
  now: string,
): { readonly heeded: FieldChange[]; readonly ignored: IgnoredDrift[] } {
  const inForce = rules.filter((rule) => isInForce(rule, Date.parse(now)));
  const heeded: FieldChange[] = [];
  const ignored: IgnoredDrift[] = [];
  for (const change of changes) {
    const rule = inForce.find(({ path }) => covers(path, change.path));
    if (rule === undefined) heeded.push(change);
    else ignored.push({ ...change, ...why(rule) });
  }
  return { heeded, ignored };
}

function why({ reason, expires }: DriftRule): Pick<IgnoredDrift, 'reason' | 'until'> {
  return expires === undefined ? { reason } : { reason, until: expires };
}

/** `openclaw.json` covers `openclaw.json:agents.defaults`, and `container.env` covers `container.env.A`. */
function covers(rule: string, path: string): boolean {
  return path === rule || path.startsWith(`${rule}.`) || path.startsWith(`${rule}:`);
}
