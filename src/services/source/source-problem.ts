import type { Diagnostic } from '../../core/model/diagnostic.ts';

/** What is wrong with a file or folder as such, before anybody looks at YAML. */

interface Problem {
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  /** 1-based; the file's start when absent. */
  readonly line?: number;
  readonly column?: number;
}

export function sourceProblem(file: string, problem: Problem): Diagnostic {
  return { file, line: 1, column: 1, severity: 'error', path: '', ...problem };
}
