import type { CommitStatus } from '../core/runs/commit-status.ts';

/** Where a repository lives, as far as it shows what became of a commit. */
export interface Forge {
  /** `ForgeUnavailable` (Transient), `ForgeRefused` (InvalidInput: trying again would not help). */
  report(status: CommitStatus, signal: AbortSignal): Promise<void>;
}
