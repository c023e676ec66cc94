/** Durations as people type them: `30s`, `5m`, `1h30m`. */

const SECONDS = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;
type Unit = keyof typeof SECONDS;

/** Seconds, fractions allowed; undefined when the text is not a duration. `0` needs no unit. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^([0-9]{1,9}(\.[0-9]{1,9})?(h|ms|m|s))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/([0-9.]+)(h|ms|m|s)/g)) {
    seconds += Number(amount) * SECONDS[unit as Unit];
  }
  return seconds;
}

/** `850ms`, `42s`, `1m30s`, `2h5m`: at most two units, rounded to the smaller one. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return seconds <= 0 ? '0s' : `${Math.max(1, Math.round(seconds * 1000))}ms`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return join(Math.floor(whole / 60), 'm', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
}

function join(large: number, largeUnit: Unit, small: number, smallUnit: Unit): string {
  return `${large}${largeUnit}${small === 0 ? '' : `${small}${smallUnit}`}`;
}
