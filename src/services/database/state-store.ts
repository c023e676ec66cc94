/** The state store on PostgreSQL: the port's calls, each in the words of a user when it fails. */
import type { Pool } from 'pg';
import type { StateStore } from '../../ports/state-store.ts';
import type { Envelope } from '../crypto/envelope.ts';
import { withStateErrors } from './errors.ts';
import { appendEvents, listEvents } from './event-log.ts';
import { overConnection } from './postgres.ts';
import {
  commitPod,
  forgetPod,
  forgetTenant,
  loadRecords,
  recordPod,
  recordTenant,
  setConditions,
} from './records.ts';
import { newToken, readToken } from './tokens.ts';

/** Closing the store closes the pool. */
export function createStateStore(pool: Pool, envelope: Envelope): StateStore {
  const db = overConnection(pool);
  return {
    load: () => withStateErrors(() => loadRecords(db)),
    recordTenant: (record) => withStateErrors(() => recordTenant(db, record)),
    forgetTenant: (name) => withStateErrors(() => forgetTenant(db, name)),
    recordPod: (record) =>
      withStateErrors(() => recordPod(db, record, () => newToken(envelope, record.key))),
    commitPod: (commit) => withStateErrors(() => commitPod(db, commit)),
    forgetPod: (key) => withStateErrors(() => forgetPod(db, key)),
    setConditions: (key, conditions) => withStateErrors(() => setConditions(db, key, conditions)),
    gatewayToken: (key) => withStateErrors(() => readToken(db, envelope, key)),
    appendEvents: (events) => withStateErrors(() => appendEvents(db, events)),
    events: (filter) => withStateErrors(() => listEvents(db, filter)),
    close: () => (pool.ended ? Promise.resolve() : pool.end()),
  };
}
