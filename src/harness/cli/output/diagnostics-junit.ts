import type { Diagnostic } from '../../../core/model/diagnostic.ts';
import { safeText } from './safe-text.ts';

/** Diagnostics as JUnit XML: a file is a test case, an error fails it, warnings are its output. */
export function diagnosticsJunit(diagnostics: readonly Diagnostic[]): string {
  const byFile = Map.groupBy(diagnostics, ({ file }) => file);
  const failed = [...byFile.values()].filter((items) => items.some(isError)).length;
  // A suite without a case counts as not run.
  const cases =
    byFile.size === 0
      ? ['    <testcase classname="agentpod.validate" name="manifests"/>']
      : [...byFile].map(([file, items]) => testCase(file, items));
  const counts = `tests="${cases.length}" failures="${failed}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="agentpod validate" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(file: string, items: readonly Diagnostic[]): string {
  const errors = items.filter(isError);
  const warnings = items.filter((item) => !isError(item));
  const [first] = errors;
  return [
    `    <testcase classname="agentpod.validate" name="${xml(file)}">`,
    ...(first === undefined
      ? []
      : [
          `      <failure type="${xml(first.rule)}" message="${xml(first.message)}">${xml(text(errors))}</failure>`,
        ]),
    ...(warnings.length === 0 ? [] : [`      <system-out>${xml(text(warnings))}</system-out>`]),
    '    </testcase>',
  ].join('\n');
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

function text(items: readonly Diagnostic[]): string {
  return items
    .map(({ file, line, column, path, message, hint }) => {
      const subject = path === '' ? '' : `${path}: `;
      const advice = hint === undefined ? '' : ` (${hint})`;
      return `${file}:${line}:${column}: ${subject}${message}${advice}`;
    })
    .join('\n');
}

/** Control characters have no place in XML, not even escaped: `safeText` makes them visible. */
function xml(value: string): string {
  return safeText(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
