import { isFailure } from '../../core/model/errors.ts';

/** More often than anybody changes the master key in a row. */
const ATTEMPTS = 5;

/**
 * Runs the work again when a secret could not be opened: the master key may have been changed between
 * the look at the row and the one at the key's file. What is broken is broken at the last try too.
 */
export async function rereading<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isFailure(error, 'SecretUnreadable')) throw error;
    }
  }
}
