import type { Static } from 'typebox';
import type { SHAPES } from '../../core/api/shapes.ts';
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

type Item<List extends { readonly items: readonly unknown[] }> = List['items'][number];

type AlertShown = Omit<Item<Static<typeof SHAPES.AlertList>>, 'receivers'> & {
  readonly receivers: readonly string[];
};

/** What is wrong, or was within a day, and how it is told. */
export interface Alerts {
  readonly alerts: readonly AlertShown[];
  /** Undefined for the token of a tenant. */
  readonly receivers: Static<typeof SHAPES.AlertList>['metadata']['receivers'] | undefined;
}

/** What a server watches, and what came of it, newest first. */
export interface Sources {
  readonly sources: readonly Item<Static<typeof SHAPES.SourceList>>[];
  readonly runs: readonly Static<typeof SHAPES.Run>[];
}

/** What a pod used during the last day, a minute each, oldest first. */
export interface DayUse {
  readonly cpus: readonly number[];
  readonly memory: readonly number[];
}

/** Something that a feed learnt. */
export type FleetNews =
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'pods'; readonly pods: readonly FleetPod[] }
  | { readonly kind: 'pod'; readonly pod: FleetPod }
  | { readonly kind: 'removed'; readonly key: PodKey }
  /** Of all that run. */
  | { readonly kind: 'usage'; readonly samples: ReadonlyMap<PodKey, UsageSample> }
  | { readonly kind: 'no-usage'; readonly message: string }
  /** Oldest first; only such as were not told before. */
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'plan'; readonly plan: PlanJson }
  | { readonly kind: 'no-plan'; readonly message: string }
  | { readonly kind: 'alerts'; readonly alerts: Alerts }
  | { readonly kind: 'no-alerts'; readonly message: string }
  | { readonly kind: 'sources'; readonly sources: Sources }
  | { readonly kind: 'no-sources'; readonly message: string };

/** What a server can be asked to do to a pod. */
export type Verb = 'suspend' | 'resume' | 'reconcile';

/** Where news come from. */
export interface FleetFeed {
  /** In words: an address, or this machine. */
  readonly origin: string;
  /** Tells what is and what changes, until the signal aborts; comes back by itself when it is lost. */
  follow(tell: (news: FleetNews) => void, signal: AbortSignal): Promise<void>;
  /** As the agent wrote it, from the last lines on. */
  logs(pod: PodKey, signal: AbortSignal): AsyncIterable<string>;
  /** Has the server do it, and answers its words; undefined where no server is asked. */
  readonly ask: ((verb: Verb, pod: PodKey) => Promise<string>) | undefined;
  /** Undefined where nobody keeps it. */
  readonly day: ((pod: PodKey) => Promise<DayUse>) | undefined;
  /** A link that makes a browser the owner of an agent, once; undefined where no server is asked. */
  readonly link: ((pod: PodKey) => Promise<string>) | undefined;
  /** What the server finds when it examines its machine; undefined where no server is asked. */
  readonly doctor: (() => Promise<string>) | undefined;
}
