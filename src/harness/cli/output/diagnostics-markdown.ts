import type { Diagnostic } from '../../../core/model/diagnostic.ts';
import { capped, code, escaped, row } from './markdown.ts';

/** Diagnostics as a pull-request comment; the hidden marker lets a bot find and update its own. */
export function diagnosticsMarkdown(diagnostics: readonly Diagnostic[], summary: string): string {
  const head = ['<!-- agentpod-validate -->', '### AgentPod validate', '', escaped(summary), ''];
  const table =
    diagnostics.length === 0
      ? []
      : [row(['', 'Where', 'Field', 'Problem']), row(['---', '---', '---', '---'])];
  return capped(head, [...table, ...diagnostics.map(line), ''], 'agentpod validate');
}

function line({ severity, file, line: at, column, path, message, hint }: Diagnostic): string {
  const problem = hint === undefined ? message : `${message} (${hint})`;
  const field = path === '' ? '' : code(path);
  return row([severity, code(`${file}:${at}:${column}`), field, escaped(problem)]);
}
