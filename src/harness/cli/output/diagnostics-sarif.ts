import type { Diagnostic } from '../../../core/model/diagnostic.ts';

/** Diagnostics as SARIF 2.1.0, which code-scanning pages read. */
export function diagnosticsSarif(diagnostics: readonly Diagnostic[], version: string) {
  const rules = [...new Set(diagnostics.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'agentpod', version, rules: rules.map((id) => ({ id })) } },
        results: diagnostics.map((item) => result(item, rules)),
      },
    ],
  };
}

function result(item: Diagnostic, rules: readonly string[]) {
  const subject = item.path === '' ? '' : `${item.path}: `;
  const advice = item.hint === undefined ? '' : ` (${item.hint})`;
  return {
    ruleId: item.rule,
    ruleIndex: rules.indexOf(item.rule),
    level: item.severity,
    message: { text: `${subject}${item.message}${advice}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(item.file) },
          region: { startLine: item.line, startColumn: item.column },
        },
      },
    ],
  };
}

/** A relative reference, or a file URI where the path was given absolute. */
function uri(file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}
