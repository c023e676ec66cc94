import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorFinding } from '../../src/core/doctor/finding.ts';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from './fleet/fleet.ts';
import type { Ran } from './fleet/in-process.ts';
import { aStub, aTenant } from './fleet/manifests.ts';
import { whyNoProxy } from './proxy/proxy-images.ts';

const missing = (await whyNoEngine()) ?? (await whyNoProxy());
const HOST = 'agent.acme.test';

type Report = Ran & { readonly ok: boolean; readonly items: readonly DoctorFinding[] };

async function examine(fleet: Fleet, env: Readonly<Record<string, string>> = {}): Promise<Report> {
  const ran = await fleet.run(['doctor', '-o', 'json'], env);
  const { ok, items } = JSON.parse(ran.stdout) as Pick<Report, 'ok' | 'items'>;
  return { ...ran, ok, items };
}

/** `severity message` of that check. */
function told({ items }: Report, check: string): readonly string[] {
  return items
    .filter((item) => item.check === check)
    .map(({ severity, message }) => `${severity} ${message}`);
}

const errors = ({ items }: Report) =>
  items.filter(({ severity }) => severity === 'error').map(({ check }) => check);

describe.skipIf(missing)(`the doctor before anything was applied ${missing ?? ''}`, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await aFleet();
  });
  afterAll(() => fleet?.remove());

  it('finds nothing wrong, and makes nothing', async () => {
    const report = await examine(fleet);
    expect(errors(report)).toEqual([]);
    expect(report).toMatchObject({ exitCode: 0, ok: true });
    expect(told(report, 'database')).toEqual([expect.stringContaining('ok the embedded')]);
    expect(told(report, 'engine')).toEqual([expect.stringMatching(/^ok Docker \d+\./)]);
    expect(await readdir(join(fleet.stateDir, '..')).catch(() => [])).not.toContain('state');
  });

  it('works with neither Engine nor database, and tells no password', async () => {
    const report = await examine(fleet, {
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      DATABASE_URL: 'postgres://agentpod:a-password@127.0.0.1:1/agentpod',
    });
    expect(report.exitCode).toBe(1);
    expect(errors(report)).toEqual(['engine', 'database']);
    expect(told(report, 'disk')).toHaveLength(1);
    expect(report.stdout + report.stderr).not.toContain('a-password');
    for (const { severity, hint } of report.items) if (severity !== 'ok') expect(hint).not.toBe('');
  });
});

describe('the doctor at an Engine that is not as it should be', () => {
  let folder: string;
  let fleet: Fleet;
  let engine: Server;
  let info: Record<string, unknown>;

  beforeAll(async () => {
    fleet = await aFleet();
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
    engine = createServer((request, answer) => {
      const body = request.url?.startsWith('/info') ? info : [];
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    await once(engine.listen(join(folder, 'docker.sock')), 'listening');
    await chmod(join(folder, 'docker.sock'), 0o666);
  });
  afterAll(async () => {
    engine?.closeAllConnections();
    engine?.close();
    await rm(folder, { recursive: true, force: true });
    await fleet?.remove();
  });

  const ask = () => examine(fleet, { DOCKER_HOST: `unix://${join(folder, 'docker.sock')}` });

  it('tells limits without effect, an old version, a wrong clock and an open socket', async () => {
    info = {
      ServerVersion: '19.03.1',
      MemoryLimit: false,
      PidsLimit: true,
      CpuCfsQuota: true,
      IPv4Forwarding: false,
      LiveRestoreEnabled: false,
      MemTotal: 1024 ** 3,
      SystemTime: new Date(Date.now() - 3_600_000).toISOString(),
    };
    const report = await ask();
    expect(errors(report)).toEqual(['engine', 'socket', 'limits', 'network', 'clock']);
    expect(told(report, 'live-restore')[0]).toMatch(/^warning /);
    expect(told(report, 'clock')[0]).toContain('is 1h behind');
  });

  it('is content with one that is', async () => {
    await chmod(join(folder, 'docker.sock'), 0o660);
    info = {
      ServerVersion: '28.2.2',
      ...{ MemoryLimit: true, SwapLimit: true, PidsLimit: true, CpuCfsQuota: true },
      ...{ IPv4Forwarding: true, LiveRestoreEnabled: true, MemTotal: 1024 ** 3 },
      SystemTime: new Date().toISOString(),
    };
    const report = await ask();
    expect(errors(report)).toEqual([]);
    expect(told(report, 'live-restore')[0]).toMatch(/^ok /);
  });
});

describe.skipIf(missing)(`the doctor over a fleet ${missing ?? ''}`, () => {
  let fleet: Fleet;
  const made: string[] = [];

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.withProxy();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { hosts: [HOST] }));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  });
  afterEach(async () => {
    for (const id of made.splice(0)) {
      await fleet.engine.docker.getContainer(id).remove({ force: true });
    }
  });
  afterAll(() => fleet?.remove());

  const proxyPart = (role: string) =>
    fleet.engine.docker.getContainer(`agentpod-${fleet.instance}__${role}`);

  async function run(name: string, body: object): Promise<void> {
    const container = await fleet.engine.docker.createContainer({
      name: `${fleet.instance}-${name}`,
      Image: 'agentpod/stub-agent:1',
      ...body,
    });
    made.push(container.id);
    await container.start();
  }

  it('finds nothing wrong with what was applied', async () => {
    const report = await examine(fleet);
    expect(errors(report)).toEqual([]);
    expect(told(report, 'proxy')[0]).toMatch(/^ok .*traefik answers$/);
    expect(told(report, 'socket-filter')[0]).toMatch(/^ok .*socket-filter answers$/);
    expect(told(report, 'state')[0]).toContain('pods on record: 1');
    expect(told(report, 'certificate')).toEqual([
      expect.stringMatching(`^ok the certificate of ${HOST} holds for 8\\d more days`),
    ]);
    // A local name is not asked for in DNS.
    expect(told(report, 'dns')).toEqual([]);
  });

  it('tells a container of ours that is open to the world, or without a limit', async () => {
    const labels = { 'dev.agentpod.managed': 'true', 'dev.agentpod.instance': fleet.instance };
    const port = String(fleet.slot.ports.first + 1);
    await run('open', {
      Labels: labels,
      ExposedPorts: { '8080/tcp': {} },
      HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: port }] } },
    });
    const report = await examine(fleet);
    expect(told(report, 'ports').join()).toContain(
      `error ${fleet.instance}-open is open to the world on port ${port}`,
    );
    expect(told(report, 'memory')[0]).toContain(`${fleet.instance}-open among them`);
  });

  it('tells a proxy that is stopped and a filter that is paused', async () => {
    await proxyPart('socket-filter').pause();
    await proxyPart('traefik').stop();
    try {
      const report = await examine(fleet);
      expect(told(report, 'proxy')[0]).toMatch(/^error .*does not run \(exited\)/);
      expect(told(report, 'socket-filter')[0]).toMatch(/^error .*does not run \(paused\)/);
      expect(told(report, 'certificate')[0]).toMatch(/^error the proxy shows no certificate/);
    } finally {
      await proxyPart('socket-filter').unpause();
      await proxyPart('traefik').start();
    }
  });

  it('tells files that others can reach', async () => {
    const key = join(fleet.stateDir, 'master.key');
    await chmod(fleet.stateDir, 0o733);
    await chmod(key, 0o644);
    try {
      const report = await examine(fleet);
      // The state itself refuses a key that others know.
      expect(errors(report)).toEqual(expect.arrayContaining(['state', 'state-dir', 'master-key']));
    } finally {
      await chmod(key, 0o600);
      await chmod(fleet.stateDir, 0o711);
    }
  });

  it('starts an embedded database that does not run, as every command does', async () => {
    await fleet.run(['state', 'stop']);
    expect(told(await examine(fleet), 'database')[0]).toMatch(/^ok embedded PostgreSQL 18/);
  });
});
