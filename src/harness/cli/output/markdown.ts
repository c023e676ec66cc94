import { safeLine } from './safe-text.ts';

/** Markdown for pull-request comments: no content can leave its cell, and none is too long. */

/** GitHub refuses longer comments. */
export const MARKDOWN_LIMIT = 65_536;

export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A code span that no content can end or turn into a table cell. */
export function code(text: string): string {
  const clean = safeLine(text).replaceAll('|', '\\|');
  const runs = [...clean.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

export function escaped(text: string): string {
  return safeLine(text).replace(/[\\`*_{}[\]<>|#@~]/g, (character) => `\\${character}`);
}

/** What does not fit is left out, with a word on how to see it. */
export function capped(head: readonly string[], body: readonly string[], command: string): string {
  const whole = `${[...head, ...body].join('\n')}`;
  if (whole.length <= MARKDOWN_LIMIT) return whole;
  const notice = `\n_Cut here: the whole is longer than a comment may be. Run \`${command}\` to see it._\n`;
  const kept: string[] = [...head];
  let used = head.join('\n').length + notice.length;
  for (const line of body) {
    used += line.length + 1;
    if (used > MARKDOWN_LIMIT) break;
    kept.push(line);
  }
  return kept.join('\n') + notice;
}
