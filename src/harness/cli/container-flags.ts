import { usageError } from './failure.ts';

/** `TZ=UTC`, several of them; a later one of the same name wins. */
export function parseEnv(flags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    flags.map((flag) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(flag) ?? [];
      if (name === undefined || value === undefined) {
        throw usageError(`--env ${flag.split('=', 1)[0] ?? ''}: not a variable`, 'write KEY=VALUE');
      }
      return [name, value];
    }),
  );
}

/** Splits as a shell would, without expanding anything: quotes join, a backslash takes one character. */
export function parseWords(flag: string, text: string): string[] {
  const word = /(?:[^\s"'\\]|"(?:[^"\\]|\\.)*"|'[^']*'|\\.)+/gs;
  const words = text.match(word) ?? [];
  if (words.length === 0 || text.replace(word, '').trim() !== '') {
    throw usageError(`${flag} ${text}: not a command`, 'close each quote');
  }
  return words.map((item) =>
    item.replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
      (_whole, double: string | undefined, single: string | undefined, escaped: string) =>
        double?.replace(/\\(["\\])/g, '$1') ?? single ?? escaped,
    ),
  );
}
