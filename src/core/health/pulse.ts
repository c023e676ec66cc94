/**
 * What is known of one process by asking it again and again: whether it serves, and since when it does
 * not answer. Data in, data out; times are milliseconds since the epoch.
 */
export interface Pulse {
  /** It was ready once since its process began. */
  readonly ready: boolean;
  /** In a row, without a process that is only starting. */
  readonly failures: number;
  /** When the first of them was seen. */
  readonly failingSince: number | undefined;
  readonly nextAt: number;
}

/** What one look showed. */
export type Sample =
  | 'ready'
  /** Too young to be expected to answer. */
  | 'starting'
  /** It answers, and does not want any traffic. */
  | 'unready'
  | 'silent';

export interface HealthSettings {
  /** In a row, before a pod counts as not answering. */
  readonly failures: number;
  /** How long it must not have answered before it is restarted. */
  readonly seconds: number;
}

export const DEFAULT_HEALTH: HealthSettings = { failures: 3, seconds: 30 };

/** After a start, so that what AgentPod adds to the agent's own boot is at most this. */
const STARTING_MS = 250;
/** Soon enough to be sure within half a minute. */
const FAILING_MS = 5000;
const STEADY_MS = 10_000;
/** The part of it that chance decides, so that pods that began together are not asked together. */
const SPREAD = 0.1;
/** Whoever is due within this is asked at one waking. */
const TOGETHER_MS = 1000;

export function newPulse(now: number): Pulse {
  return { ready: false, failures: 0, failingSince: undefined, nextAt: now };
}

/** `random` is from 0 to below 1. */
export function nextPulse(
  pulse: Pulse,
  sample: Sample,
  { now, random }: { readonly now: number; readonly random: number },
): Pulse {
  const latest = now + STEADY_MS * (1 - SPREAD * random);
  const steady = Math.floor(latest / TOGETHER_MS) * TOGETHER_MS;
  switch (sample) {
    case 'ready':
      return { ready: true, failures: 0, failingSince: undefined, nextAt: steady };
    case 'starting':
      return { ...pulse, nextAt: now + STARTING_MS };
    case 'unready':
      return { ...pulse, failures: 0, failingSince: undefined, nextAt: now + FAILING_MS };
    case 'silent': {
      const { failures, failingSince = now } = pulse;
      return { ...pulse, failures: failures + 1, failingSince, nextAt: now + FAILING_MS };
    }
  }
}

/** Too often to be chance. */
export function isFailing(pulse: Pulse, settings: HealthSettings): boolean {
  return pulse.failures >= settings.failures;
}

/** Failing for so long that nothing but a restart is left. */
export function isHung(pulse: Pulse, settings: HealthSettings, now: number): boolean {
  const { failingSince = now } = pulse;
  return isFailing(pulse, settings) && now - failingSince >= settings.seconds * 1000;
}
