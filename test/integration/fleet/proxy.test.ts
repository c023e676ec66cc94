import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { whyNoProxy } from '../proxy/proxy-images.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = (await whyNoEngine()) ?? (await whyNoProxy());

const HOSTS = { acme: 'a.acme.test', globex: 'b.globex.test' } as const;

describe.skipIf(missing)(`the reverse proxy ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let port: number;

  beforeEach(async () => {
    fleet = await aFleet();
    port = fleet.withProxy();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/a', { hosts: [HOSTS.acme] }));
    await fleet.write(
      'globex.yaml',
      aTenant('globex'),
      aStub('globex/b', { hosts: [HOSTS.globex] }),
    );
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });
  afterEach(() => fleet.remove());

  const name = (part: string): string => `agentpod-${fleet.instance}__${part}`;
  const container = (role: string) => fleet.engine.docker.getContainer(name(role));

  /** As a browser that trusts nobody yet; the status of the answer. */
  const get = (host: string, path = '/readyz'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port,
          path,
          servername: host,
          headers: { host },
          rejectUnauthorized: false,
          agent: false,
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      asked.on('error', reject).end();
    });

  async function expectHealed(): Promise<void> {
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    for (const host of Object.values(HOSTS)) expect(await get(host)).toBe(200);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
  }

  it('routes each host to its pod, and a second pass finds nothing to do', async () => {
    for (const host of Object.values(HOSTS)) expect(await get(host)).toBe(200);
    expect(await get('c.acme.test')).toBe(404);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    const { stdout } = await fleet.run(['get', 'pods', '-o', 'json']);
    const urls = JSON.parse(stdout).items.map(
      ({ status }: { status: { urls: string[] } }) => status.urls,
    );
    expect(urls).toEqual([[`https://${HOSTS.acme}:${port}`], [`https://${HOSTS.globex}:${port}`]]);
  });

  it('comes back from whatever is done to it, with the pods untouched', async () => {
    const ids = async () =>
      Promise.all(
        (['acme/a', 'globex/b'] as const).map(
          async (pod) => (await fleet.engine.container(pod)).Id,
        ),
      );
    const before = await ids();

    await container('traefik').remove({ force: true });
    expect((await fleet.diff()).changes).toMatchObject([
      { subject: 'proxy/traefik', section: 'drift', path: 'container' },
    ]);
    await expectHealed();

    await container('socket-filter').stop({ t: 0 });
    await expectHealed();

    const network = `agentpod-${fleet.instance}_acme`;
    await fleet.engine.docker.getNetwork(network).disconnect({ Container: name('traefik') });
    expect((await fleet.diff()).changes).toMatchObject([
      { subject: 'proxy/traefik', path: `networks.${network}` },
    ]);
    await expectHealed();

    await container('traefik').remove({ force: true });
    await fleet.engine.docker.getVolume(name('routes')).remove();
    await expectHealed();
    expect(await ids()).toEqual(before);
  });

  it('takes another host of a running pod at once', async () => {
    const id = (await fleet.engine.container('acme/a')).Id;
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/a', { hosts: ['new.acme.test'] }));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });

    expect(await get('new.acme.test')).toBe(200);
    expect(await get(HOSTS.acme)).toBe(404);
    expect((await fleet.engine.container('acme/a')).Id).toBe(id);
  });

  it('forgets the route of a pod that goes, and goes with the last tenant', async () => {
    await fleet.run(['delete', 'tenant', 'globex', '--volumes', '--yes']);
    expect(await get(HOSTS.globex)).toBe(404);
    expect(await get(HOSTS.acme)).toBe(200);

    await fleet.run(['delete', 'tenant', 'acme', '--volumes', '--yes']);
    expect(await fleet.engine.inventory()).toEqual({ containers: [], networks: [], volumes: [] });
  });

  it('says what keeps a route from working, and the pod is not ready for customers', async () => {
    await fleet.write(
      'acme.yaml',
      aTenant('acme'),
      aStub('acme/a', { hosts: ['a.acme.example.com'] }),
    );
    const { exitCode, stderr } = await fleet.apply();
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('a.acme.example.com')]);
    const { stdout } = await fleet.run(['get', 'pods', '-o', 'json']);
    const [pod] = JSON.parse(stdout).items;
    expect(pod.status).toMatchObject({ state: 'Running', ready: false });
    const route = pod.status.conditions.find(({ type }: { type: string }) => type === 'RouteReady');
    expect(route.status).toBe('False');
  });
});
