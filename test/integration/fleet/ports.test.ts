import { once } from 'node:events';
import { createServer } from 'node:net';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();

/** The pool has five ports: two are free, one has a listener, one a stranger, one comes free. */
describe.skipIf(missing)(`host ports ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let first: number;
  let stranger: Docker.Container;
  const listener = createServer();

  beforeAll(async () => {
    fleet = await aFleet();
    first = fleet.slot.ports.first;
    fleet.env['AGENTPOD_PORT_RANGE'] = `${first}-${first + 3}`;
    await once(listener.listen(first, '127.0.0.1'), 'listening');
    stranger = await fleet.engine.docker.createContainer({
      Image: STUB_IMAGE,
      ExposedPorts: { '18789/tcp': {} },
      HostConfig: {
        PortBindings: { '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: String(first + 1) }] },
      },
    });
    await stranger.start();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/one'), aStub('acme/two'));
  });
  afterAll(async () => {
    listener.close();
    await stranger.remove({ force: true });
    await fleet.remove();
  });

  it('that a program or a foreign container holds are skipped', async () => {
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.hostPort('acme/one')).toBe(first + 2);
    expect(await fleet.engine.hostPort('acme/two')).toBe(first + 3);
  });

  it('that run out give one clear message, and the other pods go on', async () => {
    await fleet.write('more.yaml', aStub('acme/three'));
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/one'), aStub('acme/two', CHANGED));

    const ran = await fleet.apply();

    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toContain(
      `pod/acme/three: no free port left from ${first} to ${first + 3}; free some, or set AGENTPOD_PORT_RANGE to a larger range`,
    );
    expect((await fleet.engine.container('acme/two')).Config.Env).toContain('RELEASE=new');
    expect(await fleet.engine.hostPort('acme/two')).toBe(first + 3);
  });

  it('that come free are leased, and the others keep theirs', async () => {
    listener.close();
    await once(listener, 'close');

    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });

    expect(await fleet.engine.hostPort('acme/three')).toBe(first);
    expect(await fleet.engine.hostPort('acme/one')).toBe(first + 2);
  });

  it('that somebody took while the pod was down move the pod to a free one', async () => {
    await (await fleet.engine.handle('acme/one')).remove({ force: true });
    await stranger.remove({ force: true });
    await using thief = createServer();
    await once(thief.listen(first + 2, '127.0.0.1'), 'listening');

    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });

    expect(await fleet.engine.hostPort('acme/one')).toBe(first + 1);
    expect(await fleet.engine.answers('acme/one')).toBe(true);
    stranger = await fleet.engine.docker.createContainer({ Image: STUB_IMAGE });
  });
});

const CHANGED = { env: { RELEASE: 'new' } };
