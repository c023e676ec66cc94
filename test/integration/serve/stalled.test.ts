import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedLayout, embeddedServer } from '../../../src/services/database/embedded/layout.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer, type LogLine } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const isHeal = ({ msg, subject }: LogLine) => msg === 'healed' && subject === `pod/${POD}`;
const leads = ({ msg }: LogLine) => msg === 'leading';

describe.skipIf(missing)(`a server that stands still ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let first: AServer;
  let second: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    first = new AServer(fleet, ['-f', '.', '--resync', '20s']);
    await first.ready();
    second = new AServer(fleet, ['-f', '.']);
    await second.said(({ msg }) => msg === 'standing by');
  });
  afterAll(async () => {
    first.child.kill('SIGCONT');
    await Promise.all([first.end('SIGKILL'), second.end('SIGKILL')]);
    await fleet.remove();
  });

  /** As the database does when it takes a client for dead: whatever holds a lock is cut off. */
  async function cutLocks(pid: number): Promise<void> {
    const client = new pg.Client(embeddedServer(embeddedLayout(fleet.stateDir)));
    await client.connect();
    await client.query(
      `select pg_terminate_backend(activity.pid) from pg_stat_activity activity
       where application_name like '%pid ' || $1 and exists (
         select from pg_locks where pg_locks.pid = activity.pid and locktype = 'advisory')`,
      [String(pid)],
    );
    await client.end();
  }

  it('is followed by the other one, and changes nothing when it goes on', async () => {
    const pid = first.child.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    const began = Date.now();
    await cutLocks(pid);
    await second.said(leads);
    const took = Date.now() - began;
    process.stderr.write(`taken over from a stalled one after ${took} ms\n`);
    expect(took).toBeLessThan(2000);
    await second.ready();
    await (await fleet.engine.handle(POD)).stop({ t: 0 });
    await second.said(isHeal);
    const after = await fleet.engine.container(POD);
    const from = first.lines.length;
    process.kill(pid, 'SIGCONT');
    // It heard of the same stop, and goes for it before it knows that it leads no more.
    await first.said(({ msg }) => msg === 'standing by', from);
    expect(first.lines.slice(from).filter(isHeal)).toEqual([]);
    const now = await fleet.engine.container(POD);
    expect([now.Id, now.State.StartedAt]).toEqual([after.Id, after.State.StartedAt]);
    expect(second.lines.filter(isHeal)).toHaveLength(1);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  }, 120_000);
});
