import type { HealthSettings } from '../../core/health/pulse.ts';
import type { PruneOptions } from '../../core/plan/options.ts';
import type { WatchedSource } from '../../ports/watched-source.ts';
import type { Workspace } from '../workspace.ts';
import type { LookRequests } from './look-requests.ts';
import type { OnLoopEvent } from './loop-event.ts';

export interface LoopSettings {
  /** Pods worked on at once. */
  readonly concurrency: number;
  /** The longest that a difference goes unseen. */
  readonly resyncSeconds: number;
  readonly prune: PruneOptions;
  readonly actor: string;
  /** When a pod that does not answer is said to, and restarted. */
  readonly health?: HealthSettings;
  /** A session is kept open to each gateway, which tells of hung ones and of channels; no when absent. */
  readonly heartbeat?: boolean;
  /** What pods use is measured; no when absent. */
  readonly usage?: boolean;
}

export interface LoopParts {
  readonly workspace: Workspace;
  readonly sources: readonly WatchedSource[];
  readonly settings: LoopSettings;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
  readonly requests?: LookRequests;
}

export interface Stops {
  /** Nothing new is begun, and what runs is finished. */
  readonly drain: AbortSignal;
  /** What runs is cut short or undone. */
  readonly now: AbortSignal;
}
