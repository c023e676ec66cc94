import type { RunEvent } from './run-event.ts';

/** What is known of a source by looking at it. Times are RFC 3339 UTC. */
export interface SourceProgress {
  /** What the latest look found. */
  readonly latest: string | undefined;
  /** What was valid when it was read last. */
  readonly inForce: string | undefined;
  readonly inForceSince: string | undefined;
  readonly checkedAt: string | undefined;
  /** Why the latest look failed, or its manifests were refused; empty when neither. */
  readonly error: string;
}

export const UNSEEN: SourceProgress = {
  latest: undefined,
  inForce: undefined,
  inForceSince: undefined,
  checkedAt: undefined,
  error: '',
};

export type SourcesProgress = Readonly<Record<string, SourceProgress>>;

export function nextSources(sources: SourcesProgress, event: RunEvent, now: string) {
  const change = (name: string, news: Partial<SourceProgress>): SourcesProgress => ({
    ...sources,
    [name]: { ...(sources[name] ?? UNSEEN), ...news },
  });
  switch (event.kind) {
    case 'source-changed':
      return change(event.source, { latest: event.revision, checkedAt: now });
    case 'source-checked':
      return change(event.source, { checkedAt: now, ...mended(sources[event.source]) });
    case 'source-failed':
      return change(event.source, { error: `${UNREACHABLE}${event.message}` });
    case 'read':
      return read(sources, event, now);
    case 'deposed':
      return {};
    default:
      return sources;
  }
}

const UNREACHABLE = 'cannot be looked at: ';

/** A look that succeeds says nothing about manifests that were refused. */
function mended(before: SourceProgress | undefined): Partial<SourceProgress> {
  return before?.error.startsWith(UNREACHABLE) ? { error: '' } : {};
}

function read(
  sources: SourcesProgress,
  { revisions, verdict }: Extract<RunEvent, { kind: 'read' }>,
  now: string,
): SourcesProgress {
  const after = revisions.map(({ source, revision }) => {
    const before = sources[source] ?? UNSEEN;
    if (verdict.kind === 'refused') return [source, { ...before, error: verdict.message }];
    const isSame = before.inForceSince !== undefined && before.inForce === revision;
    const inForceSince = isSame ? before.inForceSince : now;
    return [source, { ...before, inForce: revision, inForceSince, error: '' }];
  });
  return { ...sources, ...Object.fromEntries(after) };
}
