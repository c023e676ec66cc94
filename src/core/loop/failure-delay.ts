import type { FailureClass } from '../model/errors.ts';
import { backoffMs } from './backoff.ts';

/** Nothing that time alone will change: the manifest or the world has to. */
const INVALID_MS = 600_000;
/** Somebody else has to do something; looking is cheap. */
const WAITING_MS = 30_000;

/** When a subject that failed is tried again, unless its manifest changes before. */
export function failureDelayMs(failure: FailureClass, failures: number, random: number): number {
  switch (failure) {
    case 'InvalidInput':
      return INVALID_MS;
    case 'Waiting':
      return Math.max(backoffMs(failures, random), Math.round(WAITING_MS * (1 - random / 5)));
    case 'Conflict':
    case 'Transient':
      return backoffMs(failures, random);
  }
}
