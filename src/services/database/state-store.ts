/** The state store on PostgreSQL: the port's calls, each in the words of a user when it fails. */
import type { Pool } from 'pg';
import type { StateStore, TenantState } from '../../ports/state-store.ts';
import { createAdministrator } from './administrator.ts';
import { listTenantsAlerts } from './alert-log.ts';
import { createAlertStore } from './alert-store.ts';
import { createApiTokens } from './api-tokens.ts';
import { appendAudit, listAudit } from './audit-log.ts';
import { createCustomerAccess } from './customer-access.ts';
import { type Epoch, inEpoch } from './epoch.ts';
import { withStateErrors } from './errors.ts';
import { followEvents } from './event-feed.ts';
import { appendEvents, listEvents } from './event-log.ts';
import { GATEWAY_DEVICE, readOfPod, writeNextOfPod } from './pod-secrets.ts';
import { type Database, overConnection, type Server } from './postgres.ts';
import {
  commitPod,
  forgetPod,
  forgetTenant,
  loadRecords,
  recordPod,
  recordTenant,
  setConditions,
} from './records.ts';
import { rereading } from './reread.ts';
import { trimLogs } from './retention.ts';
import type { SecretKeeper } from './secret-rows.ts';
import { noteSources } from './source-looks.ts';
import { withTenant } from './tenant-scope.ts';
import { GATEWAY_TOKEN } from './tokens.ts';
import { createVault } from './vault.ts';
import { dropWaits, keepWait, listWaits } from './waits.ts';

export interface StoreParts {
  /** Its connections work as `agentpod_engine`. */
  readonly pool: Pool;
  readonly keeper: SecretKeeper;
  /** For the connection that follows events, which is none of the pool's. */
  readonly server: Server;
  readonly application: string;
  readonly epoch: Epoch;
}

/** Closing the store closes the pool. */
export function createStateStore(parts: StoreParts): StateStore {
  const { pool, keeper, server, application, epoch } = parts;
  const db = overConnection(pool);
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(work);
  const write = <T>(work: (db: Database) => Promise<T>): Promise<T> =>
    run(() => inEpoch(db, epoch, work));
  return {
    load: () => run(() => loadRecords(db)),
    recordTenant: (record) => write((db) => recordTenant(db, record, keeper)),
    forgetTenant: (name) => write((db) => forgetTenant(db, name)),
    recordPod: (record) => write((db) => recordPod(db, record, keeper)),
    commitPod: (commit) => write((db) => commitPod(db, commit)),
    forgetPod: (key) => write((db) => forgetPod(db, key)),
    setConditions: (key, conditions) => write((db) => setConditions(db, key, conditions)),
    gatewayToken: (key) => run(() => rereading(() => readOfPod(db, keeper, key, GATEWAY_TOKEN))),
    device: (key) => run(() => rereading(() => readOfPod(db, keeper, key, GATEWAY_DEVICE))),
    storeDevice: (key, device) =>
      rereading(() =>
        write(async (db) => {
          await writeNextOfPod(db, keeper, key, GATEWAY_DEVICE, device);
        }),
      ),
    vault: createVault(db, keeper),
    access: createCustomerAccess(pool),
    apiTokens: createApiTokens(db),
    waits: {
      list: () => run(() => listWaits(db)),
      keep: (wait) => write((db) => keepWait(db, wait)),
      drop: (subjects) => write((db) => dropWaits(db, subjects)),
    },
    administrator: createAdministrator(db, keeper.keys),
    alerts: createAlertStore(db),
    appendEvents: (events) => write((db) => appendEvents(db, events)),
    events: (filter) => run(() => listEvents(db, filter)),
    follow: (options) => followEvents({ server, application }, options),
    appendAudit: (entries) => write((db) => appendAudit(db, entries)),
    audit: (filter) => run(() => listAudit(db, filter)),
    trimLogs: (retention) => run(() => trimLogs(db, retention)),
    noteSources: (names) => write((db) => noteSources(db, names)),
    asTenant: (uid) => tenantState({ pool, server, application }, uid),
    close: () => (pool.ended ? Promise.resolve() : pool.end()),
  };
}

type TenantParts = Pick<StoreParts, 'pool' | 'server' | 'application'>;

function tenantState({ pool, server, application }: TenantParts, uid: string): TenantState {
  const run = <T>(work: (db: Database) => Promise<T>): Promise<T> =>
    withStateErrors(() => withTenant(pool, uid, work));
  return {
    load: () => run(loadRecords),
    events: (filter) => run((db) => listEvents(db, filter)),
    audit: (filter) => run((db) => listAudit(db, filter)),
    alerts: (filter) => run((db) => listTenantsAlerts(db, filter)),
    follow: (options) => followEvents({ server, application, tenantUid: uid }, options),
  };
}
