import type { ManifestSource, SourceFiles } from './manifest-source.ts';

/** Manifests that may change at any time: a folder, or a branch of a git repository. */
export interface WatchedSource extends ManifestSource {
  /** Short, unique among the sources of a server, and fit for an address. */
  readonly name: string;
  readonly about: SourceAbout;
  /** What was read last, e.g. `main@sha1:4f2a…`; undefined for a folder, or before the first fetch. */
  revision(): string | undefined;
  /** As `read`, for whoever only looks: it is not what `accepted` speaks of. Absent where that is no difference. */
  peek?(): Promise<SourceFiles>;
  /** What was read last was valid and is in force from now on. */
  accepted(): Promise<void>;
  /** Looks for changes at once, for that run. Absent where changes tell themselves. */
  lookNow?(run: string): void;
  /** Watches until the signal aborts; never rejects. */
  watch(listener: SourceListener, signal: AbortSignal): Promise<void>;
}

/** As a person would name it; never a password. */
export type SourceAbout =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 'git';
      readonly url: string;
      readonly ref: string;
      /** Folder inside the repository. */
      readonly path: string;
    };

/** `runs` are those that the look was made for; none when it was due anyway. */
export interface SourceListener {
  /** Something may be other than it was; read again. `revision` is what will be read. */
  changed(news?: { readonly revision: string; readonly runs: readonly string[] }): void;
  /** Looking for changes fails for now, in words; what was read last is still there. */
  failed(message: string, runs?: readonly string[]): void;
  /** A look for changes succeeded, whether there were any or not. */
  checked(runs?: readonly string[]): void;
}
