import type { DesiredState } from '../../core/model/desired.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { Subject } from '../../core/model/resource.ts';
import type { SubjectResult } from '../apply-result.ts';

/** How it came that a subject was looked at. */
export type FoundBy = 'start' | 'change' | 'event' | 'probe' | 'resync';

/** What the loop tells to logs, metrics and the status: never a secret. */
export type LoopEvent =
  | { readonly kind: 'standby'; readonly holder: string }
  | { readonly kind: 'leading' }
  /** The state is out of reach; it is tried again. */
  | { readonly kind: 'state-lost'; readonly message: string }
  | { readonly kind: 'engine-connected' }
  | { readonly kind: 'engine-lost'; readonly message: string }
  | { readonly kind: 'source-checked'; readonly source: string }
  | { readonly kind: 'source-failed'; readonly source: string; readonly message: string }
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
    }
  | { readonly kind: 'pass-failed'; readonly message: string }
  /** A guard stands against it: mass delete, lost state. */
  | { readonly kind: 'plan-refused'; readonly reasons: readonly string[] }
  | { readonly kind: 'finished'; readonly result: SubjectResult; readonly foundBy: FoundBy }
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
  | { readonly kind: 'draining'; readonly running: number };

export type OnLoopEvent = (event: LoopEvent) => void;
