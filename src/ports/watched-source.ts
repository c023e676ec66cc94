import type { ManifestSource } from './manifest-source.ts';

/** Manifests that may change at any time: a folder, or a branch of a git repository. */
export interface WatchedSource extends ManifestSource {
  /** As a person would name it: the folder, or the repository's address and what is taken of it. */
  readonly name: string;
  /** What is in force, e.g. `main@sha1:4f2a…`; undefined for a folder, or before the first fetch. */
  revision(): string | undefined;
  /** What was read last was valid and is in force from now on. */
  accepted(): Promise<void>;
  /** Watches until the signal aborts; never rejects. */
  watch(listener: SourceListener, signal: AbortSignal): Promise<void>;
}

export interface SourceListener {
  /** Something may be other than it was; read again. */
  changed(): void;
  /** Looking for changes fails for now, in words; what was read last is still there. */
  failed(message: string): void;
  /** A look for changes succeeded, whether there were any or not. */
  checked(): void;
}
