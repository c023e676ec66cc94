import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedLayout, embeddedServer } from '../../src/services/database/embedded/layout.ts';
import { openState, type State } from '../../src/services/database/open.ts';
import { makeStateDir, removeStateDir } from './temporary-state.ts';

const ACME = { name: 'acme', uid: 'tenant-1', subnet: '10.99.0.0/24' };
const EVENT = { subject: 'tenant/acme', type: 'Normal', reason: 'Test', message: 'm' } as const;
const LEAD = { command: 'serve', timeoutSeconds: 10 };

describe('two servers over one state', () => {
  let stateDir: string;
  let first: State;
  let second: State;

  beforeEach(async () => {
    stateDir = await makeStateDir();
    const options = { stateDir, readOnly: false, application: 'agentpod test' };
    first = await openState(options);
    second = await openState(options);
  });
  afterEach(async () => {
    await Promise.all([first.close(), second.close()]);
    await removeStateDir(stateDir);
  });

  async function sql(text: string): Promise<pg.QueryResult> {
    const client = new pg.Client(embeddedServer(embeddedLayout(stateDir)));
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** As when the server takes the one that led for dead. */
  const cutLeader = () =>
    sql(`select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and objid = 5 and objsubid = 2`);

  it('write both as long as none of them leads', async () => {
    await first.store.recordTenant(ACME);
    await second.store.appendEvents([EVENT]);
    expect(await first.store.events({ limit: 10 })).toHaveLength(1);
  });

  it('refuse every write of the one that led before, and keep what it wrote', async () => {
    await first.leadership.acquire(LEAD);
    await first.store.recordTenant(ACME);
    await first.store.appendEvents([EVENT]);
    await cutLeader();
    const led = await second.leadership.acquire(LEAD);
    const { store } = first;
    const refused = { failure: 'Transient', reason: 'NotLeading' };
    const wait = { subject: 'pod/acme/a', wish: '', heals: 0, failures: 0 } as const;
    const none = { lastHealAt: undefined, failure: undefined, notBefore: undefined };
    for (const write of [
      () => store.recordTenant({ ...ACME, subnet: '10.99.1.0/24' }),
      () => store.recordPod({ key: 'acme/a', uid: 'pod-1', port: 18001 }),
      () => store.forgetTenant('acme'),
      () => store.setConditions('acme/a', []),
      () => store.appendEvents([EVENT]),
      () => store.appendAudit([{ actor: 'a', action: 'b', result: 'c' }]),
      () => store.waits.keep({ ...wait, ...none }),
    ]) {
      await expect(write()).rejects.toMatchObject(refused);
    }
    await expect(store.appendEvents([EVENT])).rejects.toThrow(/another server leads since 20/);
    expect(await store.load()).toEqual({ tenants: [ACME], pods: [] });
    await second.store.appendEvents([EVENT]);
    expect(await second.store.events({ limit: 10 })).toHaveLength(2);
    await led.release();
  });

  it('do not wait for a write in the middle of which the first one stopped', async () => {
    await first.leadership.acquire(LEAD);
    const stalled = new pg.Client(embeddedServer(embeddedLayout(stateDir)));
    stalled.on('error', () => undefined);
    await stalled.connect();
    await stalled.query('begin');
    await stalled.query(`select pg_advisory_xact_lock_shared(${0x61677064}, 6)`);
    await cutLeader();
    const began = Date.now();
    await second.leadership.acquire(LEAD);
    expect(Date.now() - began).toBeLessThan(2000);
    await expect(stalled.query('commit')).rejects.toThrow();
    await second.store.appendEvents([EVENT]);
  });

  it('count on, also after the clock or a restore set the number back', async () => {
    const held = await first.leadership.acquire(LEAD);
    await sql('update agentpod.leadership set epoch = 9999999999999');
    await held.release();
    await second.leadership.acquire(LEAD);
    const { rows } = await sql('select epoch from agentpod.leadership');
    expect(Number(rows[0].epoch)).toBe(10_000_000_000_000);
  });
});
