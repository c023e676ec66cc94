import { symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { StubForge } from '../../fakes/stub-forge.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { HOOK_SECRET, sendHook } from './a-forge-hook.ts';
import { AGitRemote } from './a-git-remote.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const yaml = (...documents: readonly object[]) =>
  documents.map((each) => stringify(each)).join('---\n');

describe.skipIf(missing)(`serve from git, told by a webhook ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let remote: AGitRemote;
  let server: AServer;
  let token: string;
  let forge: StubForge;

  beforeAll(async () => {
    fleet = await aFleet();
    remote = await AGitRemote.create();
    await remote.write('acme.yaml', yaml(aTenant('acme'), aStub(POD)));
    await remote.push();
    const secret = join(fleet.stateDir, '..', 'hook-secret');
    await writeFile(secret, HOOK_SECRET, { mode: 0o600 });
    fleet.env['AGENTPOD_WEBHOOK_SECRET_FILE'] = secret;
    forge = await StubForge.start();
    const forgeToken = join(fleet.stateDir, '..', 'forge-token');
    await writeFile(forgeToken, 'token-of-the-forge\n', { mode: 0o600 });
    // As forges have it, below who owns it.
    await symlink('.', join(remote.folder, 'team'));
    const url = remote.httpUrl.replace('/fleet.git', '/team/fleet.git');
    const git = ['--git', `shop=${url}`, '--ref', 'main', '--interval', '1h'];
    const status = ['--forge', 'gitea', '--forge-api', `${forge.url}/api/v1`];
    server = new AServer(fleet, [...git, ...status, '--forge-token-file', forgeToken]);
    await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${POD}`);
    await server.ready();
    token = (await fleet.run(['api-token', 'create', 'ci', '--role', 'read-only'])).stdout.trim();
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await Promise.all([fleet.remove(), remote.remove(), forge.stop()]);
  });

  const pushed = async (env: Readonly<Record<string, string>>) => {
    await remote.write('acme.yaml', yaml(aTenant('acme'), aStub(POD, { env })));
    return remote.push();
  };
  const api = async (path: string) => {
    const answer = await server.get(`/api/v1${path}`, { authorization: `Bearer ${token}` });
    return answer.json();
  };

  /** Perhaps told after the hook was answered; whether `pending` was told before depends on who is faster. */
  const lastOf = (commit: string, expected: string) =>
    vi.waitFor(() => expect(forge.states(commit).at(-1)).toBe(expected), { timeout: 10_000 });

  it('applies a push at once, and tells what came of it', async () => {
    const commit = await pushed({ A: '1' });
    const { code, body } = await sendHook(server, 'shop', { wait: '60s' });
    expect([code, body.status]).toMatchObject([
      200,
      {
        state: 'succeeded',
        revision: `main@sha1:${commit}`,
        results: [{ subject: `pod/${POD}`, outcome: 'updated' }],
      },
    ]);
    expect(await fleet.engine.answers(POD)).toBe(true);
    await lastOf(commit, 'success');
    expect(forge.told.at(-1)).toMatchObject({
      path: `/api/v1/repos/team/fleet/statuses/${commit}`,
      headers: { authorization: 'token token-of-the-forge' },
      body: { context: `agentpod/${fleet.instance}/shop`, description: 'in force: 1 updated' },
    });
    expect(await api('/sources')).toMatchObject({
      items: [{ metadata: { name: 'shop' }, status: { revision: `main@sha1:${commit}` } }],
    });
  });

  it('has one run for a delivery, however often it comes', async () => {
    await pushed({ A: '2' });
    const delivery = 'again';
    const first = await sendHook(server, 'shop', { delivery });
    expect(first.code).toBe(202);
    await sendHook(server, 'shop', { delivery, wait: '60s' });
    const before = remote.requests;
    expect((await sendHook(server, 'shop', { delivery })).body).toEqual(first.body);
    expect(await api(`/runs/${first.body.run}`)).toMatchObject({
      status: { trigger: 'push', state: 'succeeded' },
    });
    expect(remote.requests).toBe(before);
  });

  it('refuses an invalid push, says so, and leaves the pod as it is', async () => {
    const before = await fleet.engine.container(POD);
    await remote.write('acme.yaml', 'kind: Pod\n');
    const commit = await remote.push();
    const { code, body } = await sendHook(server, 'shop', { wait: '60s' });
    expect([code, body.status?.state]).toEqual([422, 'refused']);
    await lastOf(commit, 'failure');
    expect(body.status?.message).toMatch(/^fleet:acme\.yaml:1:\d+: /);
    expect((await fleet.engine.container(POD)).Id).toBe(before.Id);
    expect((await sendHook(server, 'shop', { wait: '60s' })).code).toBe(422);
    await pushed({ A: '3' });
    expect((await sendHook(server, 'shop', { wait: '60s' })).code).toBe(200);
  });

  it('asks nobody anything for a hook that is forged, or too large', async () => {
    const before = remote.requests;
    expect((await sendHook(server, 'shop', { secret: 'guessed-it-guessed-it' })).code).toBe(401);
    expect((await sendHook(server, 'other')).code).toBe(404);
    expect(await answerToFlood(server)).toContain('413');
    expect(remote.requests).toBe(before);
    expect((await server.get('/livez')).status).toBe(200);
  });
});

/** Sends 11 MB and more in pieces, for as long as somebody takes them; what came back. */
async function answerToFlood(server: AServer): Promise<string> {
  const { address = '' } = await server.said(({ msg }) => msg === 'listening');
  const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
  const head = [
    'POST /hooks/shop HTTP/1.1',
    'Host: h',
    `X-Gitea-Signature: ${'0'.repeat(64)}`,
    'Transfer-Encoding: chunked',
    '\r\n',
  ];
  socket.write(head.join('\r\n'));
  const piece = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
  let said = '';
  const over = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      said += chunk;
      resolve();
    });
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
  for (let sent = 0; sent < 11; sent += 1) socket.write(piece);
  await over;
  socket.destroy();
  return said;
}
