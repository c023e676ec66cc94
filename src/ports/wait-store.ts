import type { FailureClass } from '../core/model/errors.ts';
import type { Subject } from '../core/model/resource.ts';

/** Why and how long subjects wait for their next try, so that another server goes on where one was. */
export interface WaitStore {
  list(): Promise<readonly Wait[]>;
  /** In place of what was kept of the subject. */
  keep(wait: Wait): Promise<void>;
  drop(subjects: readonly Subject[]): Promise<void>;
}

/** Times are milliseconds since the epoch. */
export interface Wait {
  readonly subject: Subject;
  /** Of what the manifest asked for; another wish ends the waiting. */
  readonly wish: string;
  /** How often it was brought back without ten good minutes in between. */
  readonly heals: number;
  readonly lastHealAt: number | undefined;
  /** In a row. */
  readonly failures: number;
  /** Of the last one. */
  readonly failure: FailureClass | undefined;
  readonly notBefore: number | undefined;
}
