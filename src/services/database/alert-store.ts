import type { AlertStore } from '../../ports/alert-store.ts';
import { firingAlerts, listAlerts, recordAlerts } from './alert-log.ts';
import {
  abandonDeliveries,
  deadDeliveries,
  dueDeliveries,
  markFailed,
  markSent,
  nextDueDelivery,
  receiverStates,
} from './alert-outbox.ts';
import { withStateErrors } from './errors.ts';
import type { Database } from './postgres.ts';

export function createAlertStore(db: Database): AlertStore {
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(work);
  return {
    firing: () => run(() => firingAlerts(db)),
    record: (changes) => run(() => recordAlerts(db, changes)),
    alerts: (filter) => run(() => listAlerts(db, filter)),
    due: (receiver, now, limit) => run(() => dueDeliveries(db, receiver, now, limit)),
    nextDue: (receiver) => run(() => nextDueDelivery(db, receiver)),
    sent: (id, at) => run(() => markSent(db, id, at)),
    failed: (id, failure) => run(() => markFailed(db, id, failure)),
    abandon: (receivers, at) => run(() => abandonDeliveries(db, receivers, at)),
    receivers: () => run(() => receiverStates(db)),
    dead: (limit) => run(() => deadDeliveries(db, limit)),
  };
}
