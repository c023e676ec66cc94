import type { FailureClass } from '../core/model/errors.ts';
import type { StateRecords } from '../core/model/observed.ts';
import type { Operation } from '../core/model/operation.ts';
import type { Subject } from '../core/model/resource.ts';
import type { RouteFinding } from '../core/status/pod-conditions.ts';
import type { Places } from './places.ts';
import type { Share } from './shared-lock.ts';

/** How one subject came out. `unchanged` and `blocked` ran no operation. */
export type Outcome =
  | 'created'
  | 'updated'
  | 'healed'
  | 'deleted'
  | 'unchanged'
  | 'blocked'
  | 'failed'
  | 'rolled-back'
  | 'timed-out'
  | 'interrupted'
  /** Its manifest changed while it was waited for, or another writer took it over: nothing was undone. */
  | 'superseded';

export interface SubjectResult {
  readonly subject: Subject;
  readonly outcome: Outcome;
  /** Empty when all went well; else what went wrong and what to do, secrets redacted. */
  readonly message: string;
  readonly seconds: number;
  /** Of what went wrong, for whoever decides when to try again. */
  readonly failure?: FailureClass;
  /** CamelCase, where more is known than how it came out: `ImageMissing`, `DataLost`. */
  readonly reason?: string;
  /** Whether anything was begun that what runs can feel. */
  readonly touched?: boolean;
  /** Another writer waited for it as well, and finished it first. */
  readonly joined?: boolean;
  /** How its route was found; absent when it was not tried. */
  readonly route?: RouteFinding;
}

export interface ApplyResult {
  /** In the plan's order. */
  readonly subjects: readonly SubjectResult[];
}

/** Progress, for whoever draws it. */
export type ApplyEvent =
  | { readonly kind: 'started'; readonly operation: Operation }
  | { readonly kind: 'progress'; readonly operation: Operation; readonly message: string }
  | { readonly kind: 'done'; readonly operation: Operation; readonly seconds: number }
  | { readonly kind: 'failed'; readonly operation: Operation; readonly message: string }
  | { readonly kind: 'undoing'; readonly operation: Operation }
  | { readonly kind: 'finished'; readonly result: SubjectResult };

export interface ApplyOptions {
  /** Pods worked on at once: so many that are changed, and as many that are healed. */
  readonly concurrency: number;
  /** Shared with other passes, which then count together; `concurrency` is not looked at. */
  readonly places?: Places;
  /** Gives back a place that was taken for the one pod of the plan, should it be left before the end. */
  readonly place?: () => void;
  /** Wait until pods are Ready; without it a started container is enough. */
  readonly wait: boolean;
  /** For each pod to become Ready; its probe's deadline when absent. */
  readonly timeoutSeconds?: number;
  readonly onEvent?: (event: ApplyEvent) => void;
  /** As the plan saw them; spares a pass without changes from asking again. */
  readonly records?: StateRecords;
  /**
   * The writer lock, which is looked at before every operation. It is given back when all is done, and
   * while agents are only waited for.
   */
  readonly share?: Share;
  /** Aborted when the manifest of a subject is another than this plan was made for: ends its waiting. */
  readonly superseded?: (subject: Subject) => AbortSignal | undefined;
  /** Aborting finishes running calls, undoes what can't stay, and starts nothing new. */
  readonly signal?: AbortSignal;
}
