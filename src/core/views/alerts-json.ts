import type { FiringAlert, Notice } from '../alerts/alert.ts';

/** Alerts as `-o json` and the status API show them. */

interface Shown extends FiringAlert {
  /** Milliseconds since the epoch; undefined while it goes on. */
  readonly resolvedAt: number | undefined;
}

export function alertsJson(alerts: readonly Shown[]) {
  return alerts.map(({ key, type, severity, subject, message, since, repeats, ...rest }) => ({
    ...{ state: rest.resolvedAt === undefined ? 'firing' : 'resolved', key, type },
    ...{ severity, subject, message, repeats, receivers: rest.receivers },
    since: iso(since),
    told: iso(rest.toldAt),
    resolved: rest.resolvedAt === undefined ? null : iso(rest.resolvedAt),
  }));
}

interface ReceiverShown {
  readonly receiver: string;
  readonly waiting: number;
  readonly sent: number;
  readonly dead: number;
  readonly lastSentAt: number | undefined;
  readonly lastError: string;
}

export function receiversJson(states: readonly ReceiverShown[]) {
  return states.map(({ receiver: name, waiting, sent, dead, lastSentAt, lastError }) => ({
    ...{ name, waiting, sent, dead },
    lastSent: lastSentAt === undefined ? null : iso(lastSentAt),
    lastError,
  }));
}

interface DeadShown {
  readonly id: string;
  readonly receiver: string;
  readonly notice: Notice;
  readonly attempts: number;
  readonly endedAt: number;
  readonly message: string;
}

export function deadJson(dead: readonly DeadShown[]) {
  return dead.map(({ id, receiver, notice, attempts, endedAt, message: error }) => {
    const { type, subject, severity, message } = notice.alert;
    const state = notice.state === 'resolved' ? 'resolved' : 'firing';
    const alert = { state, type, subject, severity, message };
    return { id, receiver, attempts, ended: iso(endedAt), error, alert };
  });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
