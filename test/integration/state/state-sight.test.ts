import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateSight } from '../../../src/services/database/state-sight.ts';
import { type PlainDatabase, plainDatabase, withTwoTenants } from '../rls/plain-database.ts';

/** What the doctor sees of a server of somebody else's. */
describe('a look at a database', () => {
  let database: PlainDatabase;
  const now = () => new Date();
  const look = async (clock = now) => {
    const { state } = await stateSight(database.options, clock);
    if (state.kind !== 'there') throw new Error('it is there');
    return state;
  };

  beforeAll(async () => {
    database = await plainDatabase();
    await withTwoTenants(database);
  });
  afterAll(() => database?.stop());

  it('tells version, size, login and what is on record', async () => {
    expect(await look()).toMatchObject({
      embedded: false,
      version: expect.stringMatching(/^18\.\d+$/),
      bytes: expect.any(Number),
      login: 'plain',
      superuser: false,
      lock: undefined,
      problem: undefined,
      pods: 2,
    });
  });

  it('tells how far its clock is off', async () => {
    expect(Math.abs((await look()).skewMs)).toBeLessThan(2);
    const ahead = await look(() => new Date(Date.now() - 60_000));
    expect(ahead.skewMs).toBeGreaterThan(55_000);
    const behind = await look(() => new Date(Date.now() + 60_000));
    expect(behind.skewMs).toBeLessThan(-55_000);
  });

  it('tells who holds the writer lock, since when, and that this process is there', async () => {
    const state = await database.open();
    const held = await state.lock.acquire({ command: 'apply', timeoutSeconds: 0 });
    try {
      const { lock } = await look(() => new Date(Date.now() + 5000));
      expect(lock?.holder).toMatch(/^agentpod apply .* pid \d+$/);
      expect(lock?.heldSeconds).toBeGreaterThanOrEqual(4);
      expect(lock?.process).toBe('alive');
    } finally {
      await held.release();
      await state.close();
    }
  });

  it('still tells what it can where this AgentPod may not use it', async () => {
    const options = { ...database.options, stateDir: '/nowhere' };
    const { state, hosts } = await stateSight(options, now);
    expect(hosts).toEqual([]);
    expect(state).toMatchObject({
      kind: 'there',
      login: 'plain',
      problem: { message: expect.stringContaining('/nowhere/master.key') },
    });
  });

  it('of a server that is not there fails with what to do, and without the password', async () => {
    const databaseUrl = 'postgres://u:a-password@127.0.0.1:1/x';
    const failure = await stateSight({ ...database.options, databaseUrl }, now).catch((e) => e);
    expect(failure).toMatchObject({ reason: 'StateUnreachable', hint: expect.any(String) });
    expect(JSON.stringify([failure.message, failure.hint])).not.toContain('a-password');
  });
});
