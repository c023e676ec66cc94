import type { Diagnostic } from '../model/diagnostic.ts';

/**
 * One greppable line for each problem, its hint on an indented line below:
 * `acme.yaml:7:13: error: spec.resources.memory: "2gb" is not a size (SizeFormat)`.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic)}\n`).join('');
}

function renderDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, path, message, rule, hint } = diagnostic;
  const subject = path === '' ? '' : `${path}: `;
  const first = `${file}:${line}:${column}: ${severity}: ${subject}${message} (${rule})`;
  return hint === undefined ? first : `${first}\n  hint: ${hint}`;
}

/** By place, each once: what many pods inherit is wrong only where it is written. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(diagnostics.map((item) => [renderDiagnostic(item), item]));
  return [...unique.values()].sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.rule, b.rule) ||
      compareText(a.message, b.message),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
