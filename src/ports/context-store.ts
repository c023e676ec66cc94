import type { Secret } from '../core/model/secret.ts';
import type { ContextFile } from '../core/remote/contexts.ts';

/**
 * The user's file of contexts. `ConfigInvalid` (InvalidInput) for one that is no such file, or holds a
 * token and others may read it.
 */
export interface ContextStore {
  /** Empty when there is no file. */
  read(path: string): Promise<ContextFile>;
  /** Whole or not at all, with mode 0600. */
  write(path: string, file: ContextFile): Promise<void>;
  /** The first line of a file that others may not read. `ConfigInvalid` (InvalidInput). */
  readToken(path: string): Promise<Secret>;
}
