import type { SopsValue } from './leaf.ts';

/**
 * A plain YAML or JSON scalar, read as SOPS reads it (yaml.v3 and encoding/json of Go) and written
 * as its MAC sees it. The MAC is over values, so `0x1F` must count as 31 here as well.
 */

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['true', 'True'],
  ['True', 'True'],
  ['TRUE', 'True'],
  ['false', 'False'],
  ['False', 'False'],
  ['FALSE', 'False'],
]);
const SPECIAL_FLOAT = /^([-+]?)\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const MAX_INTEGER = 2n ** 63n;

export function yamlScalar(source: string): SopsValue {
  if (NULLS.has(source)) return { kind: 'null' };
  const bool = BOOLEANS.get(source);
  if (bool !== undefined) return { kind: 'bool', text: bool };
  return timestamp(source) ?? yamlNumber(source) ?? { kind: 'text', text: source };
}

export function jsonScalar(source: string): SopsValue {
  if (source === 'null') return { kind: 'null' };
  const bool = BOOLEANS.get(source);
  if (bool !== undefined) return { kind: 'bool', text: bool };
  const text = /^-?\d+$/.test(source) ? integer(source) : undefined;
  return { kind: 'number', text: text ?? floatText(Number(source)) };
}

function yamlNumber(source: string): SopsValue | undefined {
  const special = SPECIAL_FLOAT.exec(source);
  if (special) {
    return { kind: 'number', text: special[3] ? 'NaN' : `${special[1] || '+'}Inf` };
  }
  if (!/^[-+.0-9]/.test(source)) return undefined;
  // yaml.v3 takes underscores out of numbers, but not out of those that start with a dot.
  const plain = source.startsWith('.') ? source : source.replaceAll('_', '');
  const text = integer(plain) ?? (FLOAT.test(plain) ? floatText(Number(plain)) : undefined);
  return text === undefined ? undefined : { kind: 'number', text };
}

/** Undefined when it is none, or does not fit 64 bits. A leading zero means octal, as in YAML 1.1. */
function integer(text: string): string | undefined {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const size = BigInt(digits.replace(/^0[oO]?(?=[0-7])/, '0o'));
  const value = sign === '-' ? -size : size;
  return value < -MAX_INTEGER || value >= MAX_INTEGER ? undefined : String(value);
}

/** The shortest digits that read back as the same number, never with an exponent. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const [, sign = '', whole = '', part = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([-+]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const power = Number(exponent);
  const digits = `${whole}${part}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  return `${sign}${digits.padEnd(power + 1, '0')}`;
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt])| )(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9})\d*)?(Z|[-+]\d\d:\d\d)?$/;

function timestamp(source: string): SopsValue | undefined {
  const match = DATE.exec(source) ?? TIME.exec(source);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', mark, hour = '0', minute = '0', second = '0'] = match;
  const fraction = match[8]?.replace(/0+$/, '') ?? '';
  const zone = match[9];
  // With a T there must be a zone, with a space or without a time there must be none.
  if ((mark === undefined) !== (zone === undefined)) return undefined;
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!inRange || !isDay(Number(year), Number(month), Number(day))) return undefined;
  const date = [year, ...[month, day].map(twoDigits)].join('-');
  const time = [hour, minute, second].map(twoDigits).join(':');
  const offset = zone === undefined || zone.endsWith('00:00') ? 'Z' : zone;
  const text = `${date}T${time}${fraction === '' ? '' : `.${fraction}`}${offset}`;
  return { kind: 'time', text };
}

function twoDigits(text: string): string {
  return text.padStart(2, '0');
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= days;
}
