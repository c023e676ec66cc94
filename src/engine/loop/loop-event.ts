import type { Notice } from '../../core/alerts/alert.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { PodKey, Subject } from '../../core/model/resource.ts';
import type { SourceEvent } from '../../core/runs/run-event.ts';
import type { ChannelReport } from '../../core/views/channel-report.ts';
import type { ContainerUse } from '../../ports/container-runtime.ts';
import type { SubjectResult } from '../apply-result.ts';

/** How it came that a subject was looked at. */
export type FoundBy = 'start' | 'change' | 'request' | 'event' | 'probe' | 'resync';

export interface UsageSample extends ContainerUse {
  readonly pod: PodKey;
  /** Of the container. */
  readonly id: string;
}

/** What the loop tells to logs, metrics and the status: never a secret. */
export type LoopEvent =
  | { readonly kind: 'standby'; readonly holder: string }
  | { readonly kind: 'leading' }
  /** The state is out of reach; it is tried again. */
  | { readonly kind: 'state-lost'; readonly message: string }
  | { readonly kind: 'engine-connected' }
  | { readonly kind: 'engine-lost'; readonly message: string }
  | SourceEvent
  | {
      readonly kind: 'loaded';
      readonly tenants: number;
      readonly pods: number;
      /** Subjects whose manifest changed; empty when nothing did. */
      readonly changed: readonly Subject[];
      readonly removed: readonly Subject[];
      readonly revisions: readonly string[];
      readonly desired: DesiredState;
    }
  /** The manifests are invalid: what was in force stays so. Told once for the same errors. */
  | {
      readonly kind: 'refused';
      readonly diagnostics: readonly Diagnostic[];
      /** In force, and declared in a file that is invalid now. */
      readonly subjects: readonly Subject[];
    }
  | { readonly kind: 'load-failed'; readonly message: string }
  | {
      readonly kind: 'passed';
      readonly seconds: number;
      readonly subjects: number;
      readonly failed: number;
      /** Nothing had to be done. */
      readonly idle: boolean;
      /** Fields that the world had changed, of each subject that was looked at. */
      readonly drift?: ReadonlyMap<Subject, number>;
    }
  /** How these are was seen, and what there is to do about them is known. */
  | { readonly kind: 'looked'; readonly subjects: readonly Subject[] }
  /** `subjects` have no result of it, and are looked at again. */
  | {
      readonly kind: 'pass-failed';
      readonly message: string;
      readonly subjects: readonly Subject[];
    }
  /** A guard stands against it: mass delete, lost state. */
  | { readonly kind: 'plan-refused'; readonly reasons: readonly string[] }
  | { readonly kind: 'finished'; readonly result: SubjectResult; readonly foundBy: FoundBy }
  /** There is something to do about it, and no place for it yet. */
  | { readonly kind: 'queued'; readonly subject: Subject }
  /** Looked at with nothing to write down: all is well, or it is blocked as it was before. */
  | { readonly kind: 'untold'; readonly subject: Subject; readonly blocked: string | undefined }
  | {
      readonly kind: 'backing-off';
      readonly subject: Subject;
      readonly heals: number;
      /** RFC 3339 UTC: not brought back before this. */
      readonly until: string;
      /** It is down at this moment, and who starts it again then. */
      readonly down?: 'docker' | 'agentpod';
      /** What ended it last, in words. */
      readonly why?: string;
    }
  /** It went down again and again, and has not for ten minutes now. */
  | { readonly kind: 'steady'; readonly subject: Subject }
  /** The kernel killed a process of it, for want of memory. */
  | { readonly kind: 'out-of-memory'; readonly subject: Subject; readonly limitBytes: number }
  /** Its process runs and does not answer. */
  | {
      readonly kind: 'unhealthy';
      readonly subject: Subject;
      readonly message: string;
      readonly policy: 'restart' | 'alert' | 'none';
    }
  /** It answers again by itself. */
  | { readonly kind: 'recovered'; readonly subject: Subject }
  /** Its process ended, and nobody had it stopped. */
  | { readonly kind: 'died'; readonly subject: Subject }
  /** A channel account, or a channel without any (`account` is empty), is down and was not before. */
  | {
      readonly kind: 'channel-lost';
      readonly subject: Subject;
      readonly channel: string;
      readonly account: string;
      readonly message: string;
    }
  | {
      readonly kind: 'channel-back';
      readonly subject: Subject;
      readonly channel: string;
      readonly account: string;
    }
  /** How all of a pod's channels were found; empty when nothing is known of them any more. */
  | {
      readonly kind: 'channels';
      readonly subject: Subject;
      readonly accounts: readonly ChannelReport[];
    }
  /** What every pod whose process runs was found to use, at one time. */
  | {
      readonly kind: 'usage';
      /** Milliseconds since the epoch. */
      readonly at: number;
      readonly samples: readonly UsageSample[];
    }
  /** Bytes that pods' volumes take on disk. */
  | { readonly kind: 'volumes'; readonly sizes: ReadonlyMap<PodKey, number> }
  | { readonly kind: 'alert'; readonly notice: Notice }
  /** So many go on, which is another number than before. */
  | { readonly kind: 'alerts'; readonly firing: number }
  | {
      readonly kind: 'alert-delivery';
      readonly receiver: string;
      /** `retried` was not taken and is tried again; `dead` is given up. */
      readonly result: 'sent' | 'retried' | 'dead';
      /** Why not; empty when sent. */
      readonly message: string;
    }
  /** What alerts are written down in is out of reach; they are kept in memory meanwhile. */
  | { readonly kind: 'alerts-held-up'; readonly message: string }
  /** Its gateway runs another config than its file holds. */
  | {
      readonly kind: 'config-not-applied';
      readonly subject: Subject;
      /** `ConfigRejected` or `ConfigPending`. */
      readonly reason: string;
      readonly message: string;
    }
  | { readonly kind: 'draining'; readonly running: number };

export type OnLoopEvent = (event: LoopEvent) => void;
