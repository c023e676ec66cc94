import { parseDuration } from '../../core/util/duration.ts';
import { usageError } from './failure.ts';

/** Numbers on the command line, with messages that name the flag. */
export function parseSeconds(flag: string, text: string): number {
  const value = parseDuration(text);
  if (value !== undefined) return value;
  throw usageError(`${flag} ${text}: not a duration`, 'write 30s, 5m or 1h30m');
}

/** So long ago, RFC 3339. */
export function timeBefore(now: Date, flag: string, text: string): string {
  return new Date(now.getTime() - parseSeconds(flag, text) * 1000).toISOString();
}

export function parseCount(flag: string, text: string, minimum: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
    throw usageError(`${flag} ${text}: not a whole number from ${minimum} up`);
  }
  return value;
}

/** Cores, fractions allowed; undefined stays undefined. */
export function parseCpus(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw usageError(`--cpus ${text}: not a number of cores`, 'write 2 or 0.5');
}
