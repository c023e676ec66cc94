import type { Diagnostic } from '../../../core/model/diagnostic.ts';

/** Diagnostics as GitHub workflow commands, which show them at their lines of a pull request. */
export function diagnosticsForGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(command).join('');
}

function command(item: Diagnostic): string {
  const properties = [
    `file=${property(item.file)}`,
    `line=${item.line}`,
    `col=${item.column}`,
    `title=${property(item.rule)}`,
  ].join(',');
  const subject = item.path === '' ? '' : `${item.path}: `;
  const hint = item.hint === undefined ? '' : ` (${item.hint})`;
  return `::${item.severity} ${properties}::${message(`${subject}${item.message}${hint}`)}\n`;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
