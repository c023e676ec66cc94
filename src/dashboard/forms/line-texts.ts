import { isJsonObject, type JsonValue } from '../../core/model/json.ts';

/** Lists, maps and numbers as the text that somebody types; undefined: nothing is set. */

export interface TextForm {
  readonly write: (value: JsonValue | undefined) => string;
  readonly read: (text: string) => JsonValue | undefined;
}

export const PLAIN: TextForm = {
  write: (value) => (value === undefined || value === null ? '' : String(value)),
  read: (text) => (text === '' ? undefined : text),
};

/** What is no number stays as it was typed, so that it can be complained about. */
export const NUMBER: TextForm = {
  write: PLAIN.write,
  read: (text) => {
    if (text.trim() === '') return undefined;
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  },
};

export const LINES: TextForm = {
  write: (value) => (Array.isArray(value) ? value.join('\n') : PLAIN.write(value)),
  read: (text) => {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    return lines.length === 0 ? undefined : lines;
  },
};

export const PAIRS: TextForm = {
  write: (value) =>
    value !== undefined && isJsonObject(value)
      ? Object.entries(value)
          .map(([name, each]) => `${name}=${PLAIN.write(each)}`)
          .join('\n')
      : PLAIN.write(value),
  read: (text) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const pairs = lines.map((line) => {
      const at = line.indexOf('=');
      return at === -1
        ? ([line.trim(), ''] as const)
        : ([line.slice(0, at).trim(), line.slice(at + 1)] as const);
    });
    return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
  },
};
