import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { Subject } from '../../core/model/resource.ts';
import type { WatchedSource } from '../../ports/watched-source.ts';
import type { LoopEvent } from './loop-event.ts';
import type { LoadOutcome } from './wanted-state.ts';

/** What came of reading the sources, as runs need to know it. */
export function readEvent(
  sources: readonly WatchedSource[],
  outcome: LoadOutcome,
  isRunning: (subject: Subject) => boolean,
): LoopEvent {
  const revisions = sources.map((source) => ({
    source: source.name,
    revision: source.revision(),
  }));
  if (outcome.kind === 'refused') {
    const message = firstError(outcome.diagnostics);
    return { kind: 'read', revisions, verdict: { kind: 'refused', message } };
  }
  const { changed, removed } = outcome;
  const busy = [...changed, ...removed].filter(isRunning);
  return { kind: 'read', revisions, verdict: { kind: 'accepted', changed, removed, busy } };
}

/** `fleet:acme.yaml:3:5: what is wrong (and 2 more)`. */
function firstError(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'the manifests are invalid';
  const { file, line, column, message } = first;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${file}:${line}:${column}: ${message}${more}`;
}
