/** A state store in memory that keeps the contract, for tests that need no database. */
import { tenantOfAlert } from '../../src/core/alerts/alert.ts';
import { AgentPodError } from '../../src/core/model/errors.ts';
import type { PodRecord, TenantRecord } from '../../src/core/model/observed.ts';
import { type PodKey, splitPodKey } from '../../src/core/model/resource.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { sameConditions } from '../../src/services/database/same-conditions.ts';
import { MemoryAccess } from './memory-access.ts';
import { MemoryAdministrator } from './memory-administrator.ts';
import { MemoryAlerts } from './memory-alerts.ts';
import { MemoryApiTokens } from './memory-api-tokens.ts';
import { MemoryLogs } from './memory-logs.ts';
import { memoryVault, type Stored } from './memory-vault.ts';
import { memoryWaits } from './memory-waits.ts';

export interface MemoryStore extends StateStore {
  /** Names of the calls that changed something, in order. */
  readonly writes: readonly string[];
}

export function memoryStore(options: { readonly now?: () => Date } = {}): MemoryStore {
  const now = options.now ?? (() => new Date());
  const tenants = new Map<string, TenantRecord>();
  const pods = new Map<PodKey, PodRecord>();
  const tokens = new Map<PodKey, Secret>();
  const devices = new Map<PodKey, Secret>();
  const logs = new MemoryLogs(now, (name) => tenants.get(name)?.uid);
  const stored: Stored = new Map();
  const writes: string[] = [];

  const replace = (call: string, pod: PodRecord, change: Partial<PodRecord>) => {
    pods.set(pod.key, { ...pod, ...change });
    writes.push(call);
  };

  const withSecrets = (tenant: TenantRecord): TenantRecord => {
    const own = [...stored.values()].filter(({ item }) => item.tenant === tenant.name);
    const storedSecrets = own.map(({ item }) => item.name).sort();
    return storedSecrets.length > 0 ? { ...tenant, storedSecrets } : tenant;
  };

  /** Of one tenant; of all when it is undefined. */
  const records = (uid?: string) => {
    const chosen = [...tenants.values()].filter(
      (tenant) => uid === undefined || tenant.uid === uid,
    );
    const names = new Set(chosen.map(({ name }) => name));
    return {
      tenants: sorted(chosen, (tenant) => tenant.name).map(withSecrets),
      pods: sorted(
        [...pods.values()].filter(({ key }) => names.has(splitPodKey(key).tenant)),
        (pod) => pod.key,
      ),
    };
  };

  const vault = memoryVault(stored, {
    hasTenant: (name) => tenants.has(name),
    tokenVersions: () => new Map([...pods].map(([key, pod]) => [key, pod.tokenVersion])),
    setToken: (key, tokenVersion, token) => {
      const stored = pods.get(key);
      tokens.set(key, token);
      if (stored !== undefined) pods.set(key, { ...stored, tokenVersion });
    },
    now,
  });

  const access = new MemoryAccess({
    now,
    pods: () => [...pods.values()],
    tenantUid: (name) => tenants.get(name)?.uid,
    logs,
  });

  const alerts = new MemoryAlerts();

  return {
    writes,
    alerts,
    vault,
    access,
    administrator: new MemoryAdministrator(now, (call) => writes.push(call)),
    apiTokens: new MemoryApiTokens({
      now,
      tenants: () => [...tenants.values()],
      wrote: (call) => writes.push(call),
    }),
    waits: memoryWaits((call) => writes.push(call)),
    load: async () => records(),

    recordTenant: async (record) => {
      const stored = tenants.get(record.name);
      if (stored?.uid === record.uid && stored.subnet === record.subnet) return;
      const others = [...tenants.values()].filter((tenant) => tenant.uid !== record.uid);
      refuse(
        others.some((tenant) => tenant.name === record.name),
        'RecordTaken',
        record.name,
      );
      refuse(
        others.some((tenant) => tenant.subnet === record.subnet),
        'LeaseTaken',
        record.subnet,
      );
      for (const tenant of tenants.values())
        if (tenant.uid === record.uid) tenants.delete(tenant.name);
      tenants.set(record.name, { ...record });
      writes.push('recordTenant');
    },

    forgetTenant: async (name) => {
      const inUse = [...pods.keys()].some((key) => splitPodKey(key).tenant === name);
      refuse(inUse, 'TenantInUse', name);
      if (tenants.delete(name)) writes.push('forgetTenant');
    },

    recordPod: async ({ key, uid, port, address, token }) => {
      const stored = pods.get(key);
      const lease = address === undefined ? {} : { address };
      const moved = address !== undefined && stored?.address !== address;
      if (stored?.uid === uid && stored.port === port && !moved) return;
      refuse(stored !== undefined && stored.uid !== uid, 'RecordTaken', key);
      refuse(!tenants.has(splitPodKey(key).tenant), 'RecordMissing', key);
      const others = [...pods.values()].filter((pod) => pod.key !== key);
      refuse(
        others.some((pod) => pod.port === port),
        'LeaseTaken',
        String(port),
      );
      refuse(
        address !== undefined && others.some((pod) => isNeighbour(pod, key, address)),
        'LeaseTaken',
        address ?? '',
      );
      refuse(
        others.some((pod) => pod.uid === uid),
        'RecordTaken',
        uid,
      );
      if (stored !== undefined) return replace('recordPod', stored, { port, ...lease });
      tokens.set(key, token ?? new Secret(`token-of-${uid}`));
      replace('recordPod', newRecord(key, uid, port), lease);
    },

    commitPod: async ({ key, generation, applied, deletionPolicy }) => {
      const stored = pods.get(key);
      if (stored === undefined) throw conflict('RecordMissing', key);
      const before = [stored.generation, stored.deletionPolicy, stored.applied];
      const after = [generation, deletionPolicy, applied];
      if (JSON.stringify(before) === JSON.stringify(after)) return;
      replace('commitPod', stored, { generation, applied, deletionPolicy });
    },

    forgetPod: async (key) => {
      tokens.delete(key);
      devices.delete(key);
      if (pods.delete(key)) writes.push('forgetPod');
    },

    setConditions: async (key, conditions) => {
      const stored = pods.get(key);
      if (stored === undefined || sameConditions(stored.conditions, conditions)) return;
      replace('setConditions', stored, { conditions });
    },

    gatewayToken: async (key) => tokens.get(key),
    device: async (key) => devices.get(key),
    storeDevice: async (key, device) => {
      refuse(!pods.has(key), 'RecordMissing', key);
      devices.set(key, device);
      writes.push('storeDevice');
    },

    appendEvents: async (events) => {
      logs.appendEvents(events);
      if (events.length > 0) writes.push('appendEvents');
    },
    events: async (filter) => logs.events(filter),
    follow: (options) => logs.follow(options),

    appendAudit: async (entries) => {
      logs.appendAudit(entries);
      if (entries.length > 0) writes.push('appendAudit');
    },
    audit: async (filter) => logs.audit(filter),

    noteSources: async () => undefined,
    trimLogs: async (retention) => {
      const gone = logs.trim(retention);
      if (gone === undefined) return 0;
      writes.push('trimLogs');
      return gone + access.trim();
    },

    asTenant: (uid) => ({
      load: async () => records(uid),
      events: async (filter) => logs.events(filter, uid),
      audit: async (filter) => logs.audit(filter, uid),
      alerts: async (filter) => {
        const isOwn = (name = '') => tenants.get(name)?.uid === uid;
        const all = await alerts.alerts(filter);
        const own = all.filter(({ subject }) => isOwn(tenantOfAlert(subject)));
        return own.map((alert) => ({ ...alert, receivers: [] }));
      },
      follow: (options) => logs.follow(options, uid),
    }),

    close: async () => undefined,
  };
}

function isNeighbour(pod: PodRecord, key: PodKey, address: string): boolean {
  return pod.address === address && splitPodKey(pod.key).tenant === splitPodKey(key).tenant;
}

function newRecord(key: PodKey, uid: string, port: number): PodRecord {
  return {
    uid,
    key,
    port,
    generation: 0,
    tokenVersion: 1,
    applied: undefined,
    conditions: [],
    deletionPolicy: 'retain',
  };
}

function sorted<T>(items: Iterable<T>, name: (item: T) => string): T[] {
  return [...items].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

function refuse(when: boolean, reason: string, what: string): void {
  if (when) throw conflict(reason, what);
}

function conflict(reason: string, what: string): AgentPodError {
  return new AgentPodError('Conflict', reason, `${reason}: ${what}`);
}
