import { request } from 'node:http';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pinned } from '../images.ts';
import { aStub, aTenant } from '../integration/fleet/manifests.ts';
import { aComposeProject, type ComposeProject, whyNoCompose } from './harness/compose-project.ts';

/** `docker compose up -d` on a server that has nothing yet. The tests build on each other, in this order. */
const IMAGES = ['AGENTPOD_IMAGE', 'POSTGRES_IMAGE', 'TRAEFIK_IMAGE', 'SOCKET_FILTER_IMAGE'];
const SERVICES = ['agentpod', 'postgres', 'traefik', 'socket-filter'];
const HOST = 'agent.acme.localhost';
const MIB = 1024 ** 2;
const MEMORY_LIMIT = 350 * MIB;

const missing = await whyNoCompose(IMAGES.map(pinned));
if (missing) process.stderr.write(`\nLEFT OUT: docker-compose.yml is not tested: ${missing}\n`);

describe.skipIf(missing)(`docker-compose.yml${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let project: ComposeProject;
  beforeAll(async () => {
    project = await aComposeProject((await serves()) ? '' : PLACEHOLDER);
  });
  afterAll(() => project?.remove());

  test('is taken by Compose without a warning, and shows no password', async () => {
    const config = await project.run('config');
    expect(config).toContain('agentpod');
    expect(config).not.toContain(project.password);
    expect(await project.complaint({}, 'config', '--quiet')).toBe('');
  });

  test.each(['POSTGRES_PASSWORD', 'AGENTPOD_MASTER_KEY', 'DOCKER_GID'])(
    'is refused without %s',
    async (name) => {
      const complaint = await project.complaint({ [name]: '' }, 'config', '--quiet');
      expect(complaint).toMatch(new RegExp(`${name}.*run "make env", which writes .env`, 's'));
    },
  );

  test('comes up, and every service becomes healthy', async () => {
    await project.run('up', '--detach');
    await expect
      .poll(() => Promise.all(SERVICES.map(healthOf)), { timeout: 180_000, interval: 500 })
      .toEqual(SERVICES.map(() => 'healthy'));
  });

  test('gives AgentPod the Engine, the database and the firewall, though it is not root', async () => {
    const inside = (...argv: string[]) => project.run('exec', '--no-TTY', 'agentpod', ...argv);
    expect(await inside('id', '-u')).toBe('1000');
    await project.agentpod('get', 'tenants', '--output', 'json');
    await inside('nft', 'list', 'tables');
    expect(await inside('git', '--version')).toContain('git version');
  });

  test('leads from a host name to the pod that has it', async () => {
    await project.writeManifests([aTenant('acme'), withHost(aStub('acme/agent'), HOST)]);
    await project.agentpod('apply', '-f', '/tenants', '--yes');
    expect(await overHttps('/readyz')).toBe('{"ready":true} 200');
    expect(await project.agentpod('apply', '-f', '/tenants', '--yes')).toContain('Nothing to do');
  });

  test('lets AgentPod take its own away and go on', async () => {
    await project.writeManifests([]);
    await project.agentpod('delete', 'tenant', 'acme', '--yes', '--volumes');
    expect(await overHttps('/readyz')).toMatch(/ 404$/);
  });

  test(`needs less than ${MEMORY_LIMIT / MIB} MiB in all`, async () => {
    const memory = await project.memory(SERVICES);
    const parts = [...memory].map(([service, bytes]) => `${service} ${toMib(bytes)}`);
    const total = [...memory.values()].reduce((sum, bytes) => sum + bytes, 0);
    process.stderr.write(`\nmemory: ${parts.join(', ')}, in all ${toMib(total)}\n`);
    for (const bytes of memory.values()) expect(bytes).toBeGreaterThan(MIB);
    expect(total).toBeLessThan(MEMORY_LIMIT);
  });

  test('shows the database password to nobody who inspects', async () => {
    for (const service of SERVICES) {
      const { stdout } = await execa('docker', ['inspect', await project.container(service)]);
      expect(stdout).not.toContain(project.password);
    }
  });

  test.each(SERVICES)(
    '%s has limits, no capability that it does not need, and no root',
    async (service) => {
      const { Config, HostConfig } = await inspect(service);
      expect(Config.User).toMatch(/^(node|postgres|65532:65532|99:\d+)$/);
      expect(HostConfig.CapDrop).toEqual(['ALL']);
      const added = (HostConfig.CapAdd ?? []).map((name) => name.replace('CAP_', ''));
      expect(added).toEqual(service === 'agentpod' ? ['NET_ADMIN'] : []);
      expect(HostConfig.Memory).toBeGreaterThan(0);
      expect(HostConfig.PidsLimit).toBeGreaterThan(0);
      expect(HostConfig.RestartPolicy.Name).toBe('unless-stopped');
      expect(HostConfig.Privileged).toBe(false);
    },
  );

  test('publishes the database on the loopback address alone', async () => {
    const { HostConfig } = await inspect('postgres');
    const hosts = Object.values(HostConfig.PortBindings)
      .flat()
      .map(({ HostIp }) => HostIp);
    expect(hosts).toEqual(['127.0.0.1']);
  });

  test('answers on port 80 with the way to HTTPS', async () => {
    const { status, location } = await ask('/some/path');
    expect(status).toBeOneOf([301, 308]);
    expect(location).toBe(`https://agent.example.com:${project.ports.https}/some/path`);
  });

  test.each(['/api/rawdata', '/dashboard/', '/ping', '/metrics', '/debug/pprof/'])(
    'does not show %s of Traefik to the world',
    async (path) => expect(await overHttps(path)).toMatch(/ 404$/),
  );

  test('keeps the socket filter from all but Traefik', async () => {
    const address = await addressOf('socket-filter');
    const script = `fetch('http://${address}:2375/version', { signal: AbortSignal.timeout(5000) })
      .then((answer) => console.log(answer.status), () => console.log('out of reach'))`;
    const from = async (network: string) => {
      const argv = ['run', '--rm', '--network', network, '--entrypoint', 'node'];
      return (await execa('docker', [...argv, pinned('AGENTPOD_IMAGE'), '-e', script])).stdout;
    };
    expect(await from(`${project.name}-socket`)).toBe('200');
    for (const network of ['bridge', `${project.name}-front`, `${project.name}-database`]) {
      expect(await from(network)).toBe('out of reach');
    }
  });

  test('comes back healthy when it is restarted', async () => {
    await project.run('restart');
    await expect
      .poll(() => Promise.all(SERVICES.map(healthOf)), { timeout: 120_000, interval: 500 })
      .toEqual(SERVICES.map(() => 'healthy'));
  });

  test('goes down and leaves nothing', async () => {
    await project.run('down', '--volumes', '--timeout', '10');
    expect(await project.leftovers()).toEqual([]);
  });

  async function inspect(service: string): Promise<Inspected> {
    const { stdout } = await execa('docker', ['inspect', await project.container(service)]);
    return (JSON.parse(stdout) as [Inspected])[0];
  }

  async function healthOf(service: string): Promise<string> {
    const { State } = await inspect(service);
    return State.Status === 'running' ? (State.Health?.Status ?? 'none') : State.Status;
  }

  async function addressOf(service: string): Promise<string> {
    const { NetworkSettings } = await inspect(service);
    return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
  }

  /** Body and status. */
  async function overHttps(path: string): Promise<string> {
    const { https } = project.ports;
    const name = ['--resolve', `${HOST}:${https}:127.0.0.1`];
    const argv = ['-sk', '--max-time', '20', '-w', ' %{http_code}', ...name];
    return (await execa('curl', [...argv, `https://${HOST}:${https}${path}`])).stdout;
  }

  function ask(path: string): Promise<{ status: number; location: string }> {
    const headers = { Host: 'agent.example.com' };
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: project.ports.http, path, headers }, (answer) => {
        answer.resume();
        const { statusCode = 0, headers: found } = answer;
        resolve({ status: statusCode, location: found.location ?? '' });
      })
        .on('error', reject)
        .end();
    });
  }
});

/** What the tests look at of `docker inspect`. */
interface Inspected {
  readonly State: { readonly Status: string; readonly Health?: { readonly Status: string } };
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[];
    readonly Memory: number;
    readonly PidsLimit: number;
    readonly Privileged: boolean;
    readonly RestartPolicy: { readonly Name: string };
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>>;
  };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
  };
}

function withHost<T extends { readonly spec: object }>(pod: T, host: string) {
  return { ...pod, spec: { ...pod.spec, hosts: [host] } };
}

function toMib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

async function serves(): Promise<boolean> {
  const argv = ['run', '--rm', pinned('AGENTPOD_IMAGE'), 'serve', '--help'];
  return (await execa('docker', argv, { reject: false })).exitCode === 0;
}

/**
 * Until there is "agentpod serve": the same program with its connection to the database, following
 * events. That ends at once when nothing was ever applied.
 */
const PLACEHOLDER = `services:
  agentpod:
    entrypoint: [sh, -c, "while :; do agentpod events --watch; sleep 1; done"]
    command: []
    healthcheck:
      test: [CMD, agentpod, get, tenants]
`;
