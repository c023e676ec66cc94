import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer, type LogLine } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';

const isOutcome = (outcome: string, subject: string) => (line: LogLine) =>
  line.msg === outcome && line.subject === subject;

describe.skipIf(missing)(`serve ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    server = new AServer(fleet, ['-f', '.', '--resync', '20s']);
    await server.ready();
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });

  /** Does it, waits until the pod answers again, and says how long that took. */
  async function timed(what: () => Promise<unknown>): Promise<number> {
    const before = (await fleet.engine.container(POD)).State.StartedAt;
    const began = Date.now();
    await what();
    for (;;) {
      // It may go away between the list and the look.
      const [container] = await fleet.engine.containers(POD).catch(() => []);
      const isNew = container?.State.Running && container.State.StartedAt !== before;
      if (isNew && (await fleet.engine.answers(POD))) return Date.now() - began;
      if (Date.now() - began > 30_000) throw new Error(JSON.stringify(server.lines, null, 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('makes what the manifests name', async () => {
    expect(await fleet.engine.answers(POD)).toBe(true);
  });

  it('applies a manifest that changes, and one that is new', async () => {
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD, { env: { A: '1' } }));
    await server.said(isOutcome('updated', `pod/${POD}`));
    await fleet.write('other.yaml', aStub('acme/other'));
    await server.said(isOutcome('created', 'pod/acme/other'));
  });

  it('refuses a broken manifest, touches nothing, and heals by what was in force', async () => {
    const from = server.lines.length;
    const before = await fleet.engine.inventory();
    await fleet.writeText('broken.yaml', 'kind: Pod\nmetadata: {name: acme/x}\nspec: {imag: x}\n');
    const line = await server.said(({ level }) => level === 'error', from);
    expect(line.place).toMatch(/broken\.yaml:\d+:\d+$/);
    expect(await fleet.engine.inventory()).toEqual(before);
    const seconds = await timed(async () => (await fleet.engine.handle(POD)).stop({ t: 0 }));
    expect(seconds).toBeLessThan(10_000);
    await fleet.erase('broken.yaml');
    await fleet.write('other.yaml', aStub('acme/other', { env: { A: '2' } }));
    await server.said(isOutcome('updated', 'pod/acme/other'), from);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'its process is killed',
      async () => process.kill((await fleet.engine.container(POD)).State.Pid, 'SIGKILL'),
    ],
    ['docker stop', async () => (await fleet.engine.handle(POD)).stop({ t: 0 })],
    ['docker rm -f', async () => (await fleet.engine.handle(POD)).remove({ force: true })],
  ])('brings a pod back after %s', async (what, meddle) => {
    const from = server.lines.length;
    const took = await timed(meddle);
    process.stderr.write(`back after ${what}: ${took} ms\n`);
    expect(took).toBeLessThan(15_000);
    // A process that dies is Docker's to restart: two must not do it.
    if (!what.startsWith('docker')) {
      expect(server.lines.slice(from).filter(({ msg }) => msg === 'healed')).toEqual([]);
    } else {
      const healed = await server.said(isOutcome('healed', `pod/${POD}`), from);
      expect(healed.foundBy).toBe('event');
    }
  });

  it('leaves a suspended pod stopped, and stops one that somebody starts', async () => {
    await fleet.write('other.yaml', aStub('acme/other', { suspended: true }));
    const from = server.lines.length;
    await server.said(isOutcome('updated', 'pod/acme/other'), from - 1);
    await (await fleet.engine.handle('acme/other')).start();
    await server.said(isOutcome('healed', 'pod/acme/other'), from);
    expect((await fleet.engine.container('acme/other')).State.Running).toBe(false);
  });

  it('lets an apply by hand through', async () => {
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });

  it('writes nothing while there is nothing to do', async () => {
    const before = await fleet.databaseDump();
    const passes = () => server.metric('agentpod_reconcile_total{result="success"}');
    const count = await passes();
    while ((await passes()) < count + 2) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await fleet.databaseDump()).toBe(before);
  });

  it('ends without touching a pod, and goes on where it was', async () => {
    const { Id, State } = await fleet.engine.container(POD);
    expect(await server.end()).toBe(0);
    expect((await fleet.engine.container(POD)).State.StartedAt).toBe(State.StartedAt);
    await (await fleet.engine.handle(POD)).stop({ t: 0 });
    server = new AServer(fleet, ['-f', '.']);
    await server.said(isOutcome('healed', `pod/${POD}`));
    expect((await fleet.engine.container(POD)).Id).toBe(Id);
  });
});
