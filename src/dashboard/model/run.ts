import type { Answer } from '../server.ts';
import type { Severity } from './severity.ts';

export type Run = Answer<'Run'>;
type RunState = Run['status']['state'];
export type RunResult = Run['status']['results'][number];

const SEVERITY: Readonly<Record<RunState, Severity>> = {
  pending: 'busy',
  applying: 'busy',
  succeeded: 'good',
  refused: 'bad',
  failed: 'bad',
  superseded: 'off',
};

export function severityOfRun({ status }: Run): Severity {
  return SEVERITY[status.state];
}

/** Those that need somebody first, then by name. */
export function sortResults(results: readonly RunResult[]): readonly RunResult[] {
  const rank = ({ message }: RunResult): number => (message === '' ? 1 : 0);
  return results.toSorted((a, b) => rank(a) - rank(b) || (a.subject < b.subject ? -1 : 1));
}
