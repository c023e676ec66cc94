import type { Finding } from './document.ts';
import type { YamlDocument } from './yaml-tree.ts';

/** What the YAML reader itself complains about, as findings with offsets. */

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'check the indentation, and that quotes and brackets are closed',
  BLOCK_AS_IMPLICIT_KEY: 'put a value that holds a colon and a space in quotes',
  MULTILINE_IMPLICIT_KEY: 'write key: value, or put the text in quotes',
  MISSING_CHAR: 'check that quotes and brackets are closed',
  TAG_RESOLVE_FAILED: 'remove the tag',
};

export interface SyntaxFinding extends Finding {
  readonly offset: number;
}

/**
 * Only the first error of a document: what follows is mostly its consequence. Warnings are tags
 * that nothing here understands, so they count as errors.
 */
export function syntaxFindings(document: YamlDocument): readonly SyntaxFinding[] {
  const [first] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (first) {
    const hint = HINTS[first.code];
    return [
      {
        path: [],
        spot: 'value',
        offset: first.pos[0],
        rule: first.code === 'TAG_RESOLVE_FAILED' ? 'YamlTag' : 'YamlSyntax',
        message: sentence(first.message),
        ...(hint ? { hint } : {}),
      },
    ];
  }
  const { version } = document.directives.yaml;
  if (version === '1.2') return [];
  const message = `YAML ${version} is not read, YAML 1.2 is`;
  const hint = 'remove the %YAML line';
  return [
    { path: [], spot: 'value', offset: document.range[0], rule: 'YamlVersion', message, hint },
  ];
}

/** One line, and without the source text after the colon: a password may start with an `!`. */
function sentence(message: string): string {
  const line = (message.split('\n')[0] ?? '').replace(/: .*$/, '').replace(/[:\s]+$/, '');
  return `not valid YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}
