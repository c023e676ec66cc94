/** What a read-only command sees where AgentPod never kept anything: no records, and no way to write. */
import { AgentPodError } from '../../core/model/errors.ts';
import type { StateStore, TenantState } from '../../ports/state-store.ts';
import type { WriterLock } from '../../ports/writer-lock.ts';

const NOTHING: TenantState = {
  load: async () => ({ tenants: [], pods: [] }),
  events: async () => [],
  audit: async () => [],
  alerts: async () => [],
  follow: async function* () {},
};

export const EMPTY_STORE: StateStore = {
  ...NOTHING,
  recordTenant: refuse,
  forgetTenant: refuse,
  recordPod: refuse,
  commitPod: refuse,
  forgetPod: refuse,
  setConditions: refuse,
  gatewayToken: async () => undefined,
  device: async () => undefined,
  storeDevice: refuse,
  vault: {
    list: async () => [],
    read: async () => undefined,
    store: refuse,
    remove: refuse,
    tokens: async () => [],
    rotateToken: refuse,
  },
  access: {
    findPod: async () => undefined,
    invite: refuse,
    sessions: async () => [],
    revoke: refuse,
    revokeAll: refuse,
    within: () => ({ redeem: refuse, use: refuse, end: refuse, appendAudit: refuse }),
  },
  apiTokens: {
    create: refuse,
    list: async () => [],
    revoke: refuse,
    find: async () => undefined,
  },
  waits: { list: async () => [], keep: refuse, drop: refuse },
  administrator: {
    passwordHash: async () => undefined,
    offerSetup: refuse,
    redeemSetup: refuse,
    secondFactor: {
      secret: async () => undefined,
      set: refuse,
      useStep: refuse,
      remove: refuse,
    },
    begin: refuse,
    use: async () => undefined,
    end: refuse,
    endAll: refuse,
    sessions: async () => [],
  },
  alerts: {
    firing: async () => [],
    record: refuse,
    alerts: async () => [],
    due: async () => [],
    nextDue: async () => undefined,
    sent: refuse,
    failed: refuse,
    abandon: refuse,
    receivers: async () => [],
    dead: async () => [],
  },
  appendEvents: refuse,
  appendAudit: refuse,
  trimLogs: refuse,
  noteSources: refuse,
  asTenant: () => NOTHING,
  close: async () => undefined,
};

/** For every state that was opened to read only. */
export const NO_WRITER_LOCK: WriterLock = { acquire: refuse };

async function refuse(): Promise<never> {
  throw new AgentPodError('InvalidInput', 'StateReadOnly', 'the state was opened to read only');
}
