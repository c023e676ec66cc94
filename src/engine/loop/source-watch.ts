import type { WatchedSource } from '../../ports/watched-source.ts';
import type { OnLoopEvent } from './loop-event.ts';

/** Watches all sources, and tells what they tell. */
export function watchSources(
  sources: readonly WatchedSource[],
  tell: OnLoopEvent,
  onChange: () => void,
  signal: AbortSignal,
): readonly Promise<void>[] {
  return sources.map((source) => {
    const { name } = source;
    return source.watch(
      {
        changed: (news) => {
          const { revision, runs = [] } = news ?? { revision: undefined };
          tell({ kind: 'source-changed', source: name, revision, runs });
          onChange();
        },
        failed: (message, runs = []) =>
          tell({ kind: 'source-failed', source: name, message, runs }),
        checked: (runs = []) => tell({ kind: 'source-checked', source: name, runs }),
      },
      signal,
    );
  });
}
