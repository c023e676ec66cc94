import { expect, it } from 'vitest';
import { LABEL, ownerLabels } from '../../src/core/desired/names.ts';
import type { ProxyContainerSpec } from '../../src/core/model/proxy.ts';
import { look, type RuntimeWorld, requestsFor } from './runtime-world.ts';

/** The part of the contract about the reverse proxy: containers that are no pods, and their networks. */
export function describeProxy(world: () => RuntimeWorld): void {
  const labelled = (role: string) => ({ ...ownerLabels(world().instance), [LABEL.role]: role });
  const name = (part: string) => `agentpod-${world().instance}__${part}`;

  async function makeProxy(): Promise<string> {
    const { runtime, image, ports } = world();
    const { subnet, gateway } = requestsFor(world()).network(1);
    const front = { name: name('front'), subnet, gateway, labels: labelled('front') };
    await runtime.createNetwork({ ...front, internal: true });
    await runtime.createVolume({ name: name('routes'), labels: labelled('routes') });
    const spec: ProxyContainerSpec = {
      image,
      command: ['stub-agent'],
      user: '65532:65532',
      env: {},
      network: name('front'),
      alias: 'traefik',
      publish: [{ hostIp: '127.0.0.1', hostPort: ports.last, containerPort: 8443 }],
      mounts: [{ volume: name('routes'), target: '/routes', readOnly: true }],
      engineSocket: false,
      tmpfs: {},
      resources: { cpus: 0.5, memoryBytes: 64 * 1024 * 1024, pids: 64 },
      stopGraceSeconds: 1,
    };
    const labels = { ...labelled('traefik'), [LABEL.specHash]: 'v1-proxy' };
    await runtime.createProxyContainer({ name: name('traefik'), spec, labels });
    return name('traefik');
  }

  it('shows the parts of the proxy, and none of them as a pod or a tenant’s', async () => {
    const container = await makeProxy();
    await world().runtime.startContainer(container);
    const seen = await look(world());

    expect(seen.proxy).toEqual({
      containers: [
        {
          name: container,
          role: 'traefik',
          state: 'running',
          specHash: 'v1-proxy',
          imageId: expect.stringMatching(/^sha256:/),
          networks: { [name('front')]: expect.any(String) },
        },
      ],
      networks: [{ name: name('front'), subnet: requestsFor(world()).network(1).subnet }],
      volumes: [name('routes')],
    });
    expect([seen.containers, seen.networks, seen.volumes, seen.foreign]).toEqual([[], [], [], []]);
    await expect(makeProxy()).rejects.toMatchObject({ reason: 'NameTaken' });
  });

  it('joins a container to networks at a fixed address, before it starts and while it runs', async () => {
    const container = await makeProxy();
    const { runtime } = world();
    const networks = [requestsFor(world()).network(), requestsFor(world()).network(2)] as const;
    for (const network of networks) await runtime.createNetwork(network);
    const addresses = networks.map(({ gateway }) =>
      gateway.replace(/\d+$/, (n) => `${Number(n) + 1}`),
    );
    await runtime.connectNetwork(networks[0].name, container, addresses[0]);
    await runtime.startContainer(container);
    await runtime.connectNetwork(networks[1].name, container, addresses[1]);

    const attached = async () => (await look(world())).proxy.containers[0]?.networks;
    expect(await attached()).toMatchObject({
      [networks[0].name]: addresses[0],
      [networks[1].name]: addresses[1],
    });
    await expect(runtime.removeNetwork(networks[0].name)).rejects.toMatchObject({
      reason: 'NetworkInUse',
    });
    await runtime.disconnectNetwork(networks[0].name, container);
    await runtime.disconnectNetwork(networks[0].name, container);
    expect(await attached()).not.toHaveProperty([networks[0].name]);
    await runtime.removeNetwork(networks[0].name);
    await runtime.disconnectNetwork(networks[0].name, container);
  });

  it('finds a proxy that somebody else runs by its name', async () => {
    await world().makeForeign('edge');
    const { instance, ports, runtime } = world();
    const asked = { instance, ports, images: [], detail: false };
    const { proxy } = await runtime.observe({ ...asked, externalProxy: 'edge' });
    expect(proxy.containers.map(({ name: found, role }) => [found, role])).toEqual([
      ['edge', undefined],
    ]);
    expect((await runtime.observe(asked)).proxy.containers).toEqual([]);
  });
}
