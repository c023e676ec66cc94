import type { ChangeValue, FieldChange, SubjectPlan } from '../../core/model/operation.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { podJson } from '../../core/views/resource-json.ts';
import type { Event } from '../../ports/state-store.ts';

/** What the screen knows of the fleet, in the forms of the status API. */

/** As `get pods -o json` and `/api/v1/pods` give it. */
export type PodJson = ReturnType<typeof podJson>;

export interface FleetPod {
  readonly key: PodKey;
  readonly json: PodJson;
}

/** As `diff -o json` and `/api/v1/drift` give it, as far as it is shown. */
export interface PlanJson {
  readonly subjects: readonly SubjectPlan[];
  readonly changes: readonly (Omit<FieldChange, 'before' | 'after'> & {
    readonly before: ChangeValue | null;
    readonly after: ChangeValue | null;
  })[];
  readonly warnings: readonly string[];
  readonly refused: readonly string[];
}

export interface UsageSample {
  /** Cores; undefined before there are two samples to compare. */
  readonly cpus: number | undefined;
  readonly memoryBytes: number;
  /** 0 when nothing limits it. */
  readonly limitBytes: number;
}

/** Something that a feed learnt. */
export type FleetNews =
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'pods'; readonly pods: readonly FleetPod[] }
  | { readonly kind: 'pod'; readonly pod: FleetPod }
  | { readonly kind: 'removed'; readonly key: PodKey }
  /** Of all that run. */
  | { readonly kind: 'usage'; readonly samples: ReadonlyMap<PodKey, UsageSample> }
  /** Oldest first; only such as were not told before. */
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'plan'; readonly plan: PlanJson }
  | { readonly kind: 'no-plan'; readonly message: string };

/** Where news come from. */
export interface FleetFeed {
  /** In words: an address, or this machine. */
  readonly origin: string;
  /** Tells what is and what changes, until the signal aborts; comes back by itself when it is lost. */
  follow(tell: (news: FleetNews) => void, signal: AbortSignal): Promise<void>;
  /** As the agent wrote it, from the last lines on. */
  logs(pod: PodKey, signal: AbortSignal): AsyncIterable<string>;
}
