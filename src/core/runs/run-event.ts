import type { Subject } from '../model/resource.ts';
import type { RunResult } from './run.ts';

/** What became of the looks at sources; `runs` are those that a look was made for. */
export type SourceEvent =
  | {
      readonly kind: 'source-changed';
      readonly source: string;
      /** Undefined for a folder. */
      readonly revision: string | undefined;
      readonly runs: readonly string[];
    }
  | { readonly kind: 'source-checked'; readonly source: string; readonly runs: readonly string[] }
  | {
      readonly kind: 'source-failed';
      readonly source: string;
      readonly message: string;
      readonly runs: readonly string[];
    }
  /** All sources are about to be read: what changes from now on may be missed. */
  | { readonly kind: 'reading' }
  /** Told each time, also when nothing is new or the errors are the same. */
  | {
      readonly kind: 'read';
      readonly revisions: readonly SourceRevision[];
      readonly verdict: Verdict;
    };

/** What runs and the views of sources are made of. */
export type RunEvent =
  | SourceEvent
  /** Somebody, a webhook say, wants a look; it is not made yet. */
  | { readonly kind: 'asked'; readonly run: string; readonly source: string }
  | { readonly kind: 'result'; readonly result: RunResult }
  /** Work on it ended and came to nothing: what is begun next has the result. */
  | { readonly kind: 'no-result'; readonly subject: Subject }
  /** A guard keeps what no manifest names any more. */
  | { readonly kind: 'kept'; readonly message: string }
  /** This server acts no longer, so it does not learn what comes of anything. */
  | { readonly kind: 'deposed' };

/** What a source was read at; undefined for a folder. */
export interface SourceRevision {
  readonly source: string;
  readonly revision: string | undefined;
}

export type Verdict =
  | {
      readonly kind: 'accepted';
      readonly changed: readonly Subject[];
      readonly removed: readonly Subject[];
      /** Of them, those that work is under way for; they are worked on once more. */
      readonly busy: readonly Subject[];
    }
  | { readonly kind: 'refused'; readonly message: string };
