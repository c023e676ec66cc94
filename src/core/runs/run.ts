import type { Subject } from '../model/resource.ts';

/** What made a run begin. `retry`: manifests that were refused became valid without a change of theirs. */
export const RUN_TRIGGERS = ['start', 'poll', 'push', 'folder', 'retry'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

export const RUN_STATES = [
  'pending',
  'applying',
  'succeeded',
  'refused',
  'failed',
  'superseded',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** One attempt to bring a revision of a source in force. */
export interface Run {
  /** Unique over restarts; fit for an address. */
  readonly id: string;
  /** Grows with each run of a server. */
  readonly number: number;
  readonly trigger: RunTrigger;
  /** Name of the source. */
  readonly source: string;
  /** `main@sha1:4f2a…`; undefined for a folder, and until a look told it. */
  readonly revision: string | undefined;
  readonly state: RunState;
  /** In a person's words; empty while there is nothing to say. */
  readonly message: string;
  /** RFC 3339 UTC. */
  readonly createdAt: string;
  readonly finishedAt: string | undefined;
  /** In the order in which they came. */
  readonly results: readonly RunResult[];
  readonly awaited: readonly Awaited[];
}

export interface RunResult {
  readonly subject: Subject;
  readonly outcome: string;
  /** Empty when all went well. */
  readonly message: string;
  readonly ok: boolean;
}

/** A tenant or pod whose result is not known yet. */
export interface Awaited {
  readonly subject: Subject;
  /** How many results are to come: one more where work for an older revision is under way. */
  readonly results: number;
  readonly removed: boolean;
}

export function isOver({ state }: Run): boolean {
  return state !== 'pending' && state !== 'applying';
}

/** The commit in full; undefined where the revision names none. */
export function commitOf(revision: string | undefined): string | undefined {
  return /@sha1:([0-9a-f]{40})$/.exec(revision ?? '')?.[1];
}
