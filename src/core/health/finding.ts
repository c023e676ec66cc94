import type { PodKey } from '../model/resource.ts';

/** What one check of a pod came to, in words for everything that is not fine. */
export interface HealthFinding {
  readonly check: HealthCheck;
  /** What of several it is about: `telegram/default`; empty where there is one. */
  readonly about: string;
  readonly severity: 'ok' | 'warning' | 'error';
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
}

export type HealthCheck =
  | 'container'
  | 'startup'
  | 'liveness'
  | 'readiness'
  | 'gateway'
  | 'channel'
  | 'route'
  | 'memory'
  | 'restarts';

/**
 * `Degraded`: it does its work, and something wants to be looked at. `Starting`: not healthy, and still
 * within the time that a start may take. `Suspended`: stopped because its manifest says so.
 */
export type HealthStatus = 'Healthy' | 'Degraded' | 'Starting' | 'Unhealthy' | 'Suspended';

export interface PodHealth {
  readonly pod: PodKey;
  readonly status: HealthStatus;
  readonly findings: readonly HealthFinding[];
}

export function isHealthy({ status }: Pick<PodHealth, 'status'>): boolean {
  return status === 'Healthy' || status === 'Degraded' || status === 'Suspended';
}
