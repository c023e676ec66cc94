import type { Severity } from '../schema/alerts.ts';

/** What can be wrong, in words that stay the same. */
export type AlertType =
  | 'failing'
  | 'unhealthy'
  | 'blocked'
  | 'out-of-memory'
  | 'plan-refused'
  | 'restarts-used-up'
  | 'channel-lost'
  | 'manifests-refused'
  | 'source-stale'
  | 'engine-lost'
  | 'certificate'
  | 'disk'
  | 'test';

/** One thing that is wrong. */
export interface Alert {
  /** The same for as long as it goes on, also after a restart of the server. */
  readonly key: string;
  readonly type: AlertType;
  readonly severity: Severity;
  /** `pod/acme/agent`, `tenant/acme`, or what of the installation: `source/…`, `disk/…`, `engine/docker`. */
  readonly subject: string;
  /** One line, secrets redacted. */
  readonly message: string;
}

/** An alert that is told of, and to whom. */
export interface FiringAlert extends Alert {
  /** Milliseconds since the epoch, like all times here: when it began. */
  readonly since: number;
  readonly firedAt: number;
  /** When it was last told. */
  readonly toldAt: number;
  /** How often it was told again. */
  readonly repeats: number;
  readonly receivers: readonly string[];
}

/** Something to be told: once when it begins, again while it lasts, once when it is over. */
export interface Notice {
  readonly state: 'firing' | 'repeat' | 'resolved';
  readonly alert: FiringAlert;
  readonly at: number;
}

/** Whose it is; undefined for what is the installation's. */
export function tenantOfAlert(subject: string): string | undefined {
  return /^(?:tenant|pod)\/([^/]+)/.exec(subject)?.[1];
}

/** In the manner of CloudEvents: `dev.agentpod.pod.failing`. */
export function eventType({ subject, type }: Pick<Alert, 'subject' | 'type'>): string {
  const [kind = ''] = subject.split('/');
  return `dev.agentpod.${kind}.${type}`;
}
