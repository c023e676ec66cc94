import type { PodKey } from '../../../core/model/resource.ts';
import type { Verb } from '../fleet.ts';

/** What the world is asked for. */
export type Effect =
  | { readonly kind: 'quit' }
  /** Back to the shell, until it brings us to the front again. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'shell'; readonly pod: PodKey }
  | { readonly kind: 'follow-logs'; readonly pod: PodKey }
  | { readonly kind: 'leave-logs' }
  /** Asks what it used during the last day. */
  | { readonly kind: 'look-at-day'; readonly pod: PodKey }
  /** Shows what a command prints. */
  | { readonly kind: 'print'; readonly title: string; readonly argv: readonly string[] }
  /** Shows the link that the server makes. */
  | { readonly kind: 'link'; readonly title: string; readonly pod: PodKey }
  /** Shows what the server finds on its machine. */
  | { readonly kind: 'doctor'; readonly title: string }
  /** Says how a command ended. */
  | { readonly kind: 'act'; readonly what: string; readonly argv: readonly string[] }
  /** Has the server do it, and says what it answered. */
  | { readonly kind: 'ask'; readonly what: string; readonly verb: Verb; readonly pod: PodKey };
