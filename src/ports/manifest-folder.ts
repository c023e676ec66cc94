/** Where commands that edit manifests write: files on disk, and the git work tree around them. */
export interface ManifestFolder {
  /** Undefined when there is no such file. `ManifestUnreadable` (InvalidInput) for other trouble. */
  read(file: string): Promise<string | undefined>;
  isFolder(path: string): Promise<boolean>;
  /**
   * What is at a place, with all links followed that lead there: a plain `file`, nothing yet in a folder
   * that is there (`free`), either of them where nothing can be written (`read-only`), or what must not be
   * written: a link, a folder, or not below `root`, which is a folder or the file itself.
   */
  placeOf(file: string, root: string): Promise<PlaceOfFile>;
  /** All or nothing; makes the folder first if need be. `ManifestUnwritable` (InvalidInput). */
  write(file: string, text: string): Promise<void>;
  /** `ManifestUnwritable` (InvalidInput). */
  remove(file: string): Promise<void>;
  /**
   * Commits these files of one folder tree and nothing else that may be staged. Never throws. The
   * author is the one that git is configured with, unless one is given.
   */
  commit(files: readonly string[], message: string, author?: string): Promise<CommitResult>;
}

export type PlaceOfFile = 'file' | 'free' | 'read-only' | 'outside';

export type CommitResult =
  | { readonly kind: 'committed'; readonly revision: string }
  | { readonly kind: 'not-a-work-tree' }
  | { readonly kind: 'unchanged' }
  /** The file is written but not committed; `message` says why, in git's words. */
  | { readonly kind: 'failed'; readonly message: string };
