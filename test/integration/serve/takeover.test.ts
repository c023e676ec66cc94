import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer, type LogLine } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const isHeal = ({ msg, subject }: LogLine) => msg === 'healed' && subject === `pod/${POD}`;
const leads = ({ msg }: LogLine) => msg === 'leading';

describe.skipIf(missing)(`a server that is killed ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let first: AServer;
  let second: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    first = new AServer(fleet, ['-f', '.']);
    await first.ready();
    second = new AServer(fleet, ['-f', '.']);
  });
  afterAll(async () => {
    await Promise.all([first.end('SIGKILL'), second.end('SIGKILL')]);
    await fleet.remove();
  });

  it('is stood by for: the other one does nothing and says whom it waits for', async () => {
    const { holder } = await second.said(({ msg }) => msg === 'standing by');
    expect(holder).toContain(`pid ${first.child.pid}`);
    expect((await second.get('/readyz')).status).toBe(503);
    expect((await second.get('/livez')).status).toBe(200);
    await (await fleet.engine.handle(POD)).stop({ t: 0 });
    await first.said(isHeal);
    expect(second.lines.filter(isHeal)).toEqual([]);
  });

  it('leaves its pods running, and the other one takes over within two seconds', async () => {
    const before = await fleet.engine.container(POD);
    const killedAt = Date.now();
    first.child.kill('SIGKILL');
    await second.said(leads);
    const took = Date.now() - killedAt;
    process.stderr.write(`taken over after ${took} ms\n`);
    expect(took).toBeLessThan(2000);
    await second.ready();
    const after = await fleet.engine.container(POD);
    expect([after.Id, after.State.StartedAt]).toEqual([before.Id, before.State.StartedAt]);
    await (await fleet.engine.handle(POD)).stop({ t: 0 });
    await second.said(isHeal);
  });

  it('in the middle of its work is followed by one that finishes it', async () => {
    await second.end('SIGKILL');
    const third = new AServer(fleet, ['-f', '.']);
    await third.ready();
    const slow = aStub('acme/slow', { env: { STUB_BOOT_MS: '3000' } });
    await fleet.write('slow.yaml', slow);
    const found = () => fleet.engine.containers('acme/slow').catch(() => []);
    while ((await found()).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await third.end('SIGKILL');
    second = new AServer(fleet, ['-f', '.']);
    await second.ready();
    const up = async () => (await fleet.diff()).exitCode === 0 && fleet.engine.answers('acme/slow');
    const deadline = Date.now() + 30_000;
    while (!(await up()) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await fleet.engine.containers('acme/slow')).toHaveLength(1);
    expect(await fleet.engine.answers('acme/slow')).toBe(true);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });
});
