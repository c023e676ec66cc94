import type { Log, LogFields } from '../../ports/log.ts';

/** Lines for a person who looks on: the time of day, and what happened. */
export function terminalLog(write: (line: string) => void, now: () => Date): Log {
  const say = (mark: string) => (message: string, fields?: LogFields) => {
    const time = now().toTimeString().slice(0, 8);
    write(`${time} ${mark}${message}${detailOf(fields)}\n`);
  };
  return { info: say(''), warn: say('warning: '), error: say('error: ') };
}

/** One line each, without what would move the cursor. */
function detailOf(fields: LogFields = {}): string {
  const parts = Object.entries(fields)
    .filter(([, value]) => value !== '' && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = parts.join(' ').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return text === '' ? '' : `  ${text}`;
}
