/** Commands that a real server answers, and what an administrator has it do. */
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';

describe.skipIf(missing)(`a server that is asked from elsewhere ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let admin: string;
  let collector: Server;
  const traced: string[] = [];

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    const git = (...argv: readonly string[]) => execa('git', argv, { cwd: fleet.folder });
    await git('init', '-q');
    await git('add', '.');
    await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'Begin');
    await git('config', 'user.name', 't');
    await git('config', 'user.email', 't@example.com');
    collector = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => traced.push(chunk.toString()));
      request.on('end', () => response.writeHead(200).end('{}'));
    });
    await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
    const { port } = collector.address() as AddressInfo;
    fleet.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
    fleet.env['OTEL_BSP_SCHEDULE_DELAY'] = '200';
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
    admin = (await fleet.run(['api-token', 'create', 'admin', '--role', 'admin'])).stdout.trim();
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    collector.close();
    await fleet.remove();
  });

  const post = async (path: string): Promise<Response> => {
    const { address } = await server.said(({ msg }) => msg === 'listening');
    const headers = { Authorization: `Bearer ${admin}` };
    return fetch(`http://${address}/api/v1${path}`, { method: 'POST', headers });
  };

  it('answers over its socket and its address as this machine does itself', async () => {
    await server.said(({ msg }) => msg === 'listening for this user');
    const { mode } = await stat(join(fleet.stateDir, 'agentpod.sock'));
    expect(mode & 0o777).toBe(0o600);
    // The first look may have been at one of them.
    const both = ['wait', POD, 'globex/agent', '--for=condition=InSync', '--timeout', '30s'];
    expect(await fleet.run(both)).toMatchObject({ exitCode: 0 });
    const itself = await fleet.run(['get', 'pods', '-o', 'json']);
    const local = await fleet.run(['get', 'pods', '-o', 'json', '--server', 'local']);
    expect(local).toMatchObject({ exitCode: 0, stdout: itself.stdout });
    const { address } = await server.said(({ msg }) => msg === 'listening');
    const env = { AGENTPOD_SERVER: `http://${address}`, AGENTPOD_TOKEN: admin };
    expect((await fleet.run(['get', 'pods', '-o', 'json'], env)).stdout).toBe(itself.stdout);
    expect(await fleet.run(['diff'], env)).toMatchObject({ exitCode: 0 });
    const wished = ['wait', POD, '--for=condition=Ready', '--timeout', '20s'];
    expect(await fleet.run(wished, env)).toMatchObject({ exitCode: 0 });
  });

  it('tells a collector of its passes, and its metrics what the state says', async () => {
    const told = (): string => traced.join('');
    await expect.poll(told, { timeout: 20_000 }).toContain('agentpod deploy');
    await expect.poll(told, { timeout: 20_000 }).toContain('"pod/acme/agent"');
    expect(await server.metric('agentpod_pod_condition{type="InSync",status="True"}')).toBe(2);
    const { first, last } = fleet.slot.ports;
    expect(await server.metric('agentpod_port_pool_free')).toBe(last - first + 1 - 2);
  });

  it('looks at a pod when it is told to', async () => {
    const from = server.lines.length;
    const handle = await fleet.engine.handle(POD);
    // The Engine tells of it too; whoever is first heals it.
    await handle.stop();
    expect((await post(`/pods/${POD}/reconcile`)).status).toBe(202);
    await server.said(({ msg, subject }) => msg === 'healed' && subject === `pod/${POD}`, from);
  });

  it('suspends and resumes a pod in its manifest, which is committed', async () => {
    const file = join(fleet.folder, 'acme.yaml');
    const before = await readFile(file, 'utf8');
    const from = server.lines.length;
    const suspended = await post(`/pods/${POD}/suspend`);
    expect(await suspended.json()).toMatchObject({ file: 'acme.yaml' });
    await server.said(({ msg, subject }) => msg === 'updated' && subject === `pod/${POD}`, from);
    expect((await fleet.engine.container(POD)).State.Running).toBe(false);
    const { stdout } = await execa('git', ['log', '-1', '--format=%s'], { cwd: fleet.folder });
    expect(stdout).toBe(`Suspend pod ${POD}`);
    const next = server.lines.length;
    expect((await post(`/pods/${POD}/resume`)).status).toBe(202);
    await server.said(({ msg, subject }) => msg === 'updated' && subject === `pod/${POD}`, next);
    expect(await readFile(file, 'utf8')).toBe(before);
    const audit = (await fleet.run(['audit', '-o', 'json'])).stdout;
    expect(audit).toContain('token admin');
  });

  it('leaves the socket to whoever leads', async () => {
    const next = new AServer(fleet, ['-f', '.']);
    await next.said(({ msg }) => msg === 'standing by');
    await server.end('SIGKILL');
    await next.said(({ msg }) => msg === 'listening for this user');
    const local = await fleet.run(['get', 'pods', '-o', 'name', '--server', 'local']);
    expect(local).toMatchObject({ exitCode: 0, stdout: 'pod/acme/agent\npod/globex/agent\n' });
    expect(await next.end()).toBe(0);
    await expect(stat(join(fleet.stateDir, 'agentpod.sock'))).rejects.toThrow();
    server = next;
  });
});
