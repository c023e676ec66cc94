/** Where commands that edit manifests write: files on disk, and the git work tree around them. */
export interface ManifestFolder {
  /** Undefined when there is no such file. `ManifestUnreadable` (InvalidInput) for other trouble. */
  read(file: string): Promise<string | undefined>;
  isFolder(path: string): Promise<boolean>;
  /** All or nothing; makes the folder first if need be. `ManifestUnwritable` (InvalidInput). */
  write(file: string, text: string): Promise<void>;
  /**
   * Commits this one file and nothing else that may be staged. Never throws. The author is the one
   * that git is configured with, unless one is given.
   */
  commit(file: string, message: string, author?: string): Promise<CommitResult>;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly revision: string }
  | { readonly kind: 'not-a-work-tree' }
  | { readonly kind: 'unchanged' }
  /** The file is written but not committed; `message` says why, in git's words. */
  | { readonly kind: 'failed'; readonly message: string };
