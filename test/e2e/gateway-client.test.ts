import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsPairing } from '../../src/core/model/gateway-error.ts';
import type { Secret } from '../../src/core/model/secret.ts';
import type { GatewayRoad } from '../../src/ports/agent-gateway.ts';
import { openState } from '../../src/services/database/open.ts';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import { createAgentGateway } from '../../src/services/gateway/agent-gateway.ts';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';
import { anOpenClaw } from './harness/openclaw-pod.ts';
import { redeem } from './harness/owner-client.ts';
import { startTlsProxy, type TlsProxy } from './harness/tls-proxy.ts';
import { inVolume } from './harness/volume-files.ts';

/** AgentPod as a client of a real gateway. The tests build on each other, in this order. */
const missing = await whyNoEngine();
const POD = 'acme/agent';
const HOST = 'agent.acme.localhost';
/** Long, for a machine that does much else. */
const BOOT = { timeout: 240_000, interval: 500 };
const OWNER_SCOPES = [
  'admin',
  'approvals',
  'pairing',
  'questions',
  'read',
  'talk.secrets',
  'write',
];

describe.skipIf(missing)(`a client of a real gateway ${missing ?? ''}`, () => {
  const gateway = createAgentGateway(createDockerRuntime());
  let fleet: Fleet;
  let name: string;
  let direct: GatewayRoad;
  let proxied: GatewayRoad;
  let trusted: string;
  let proxy: TlsProxy;
  let credential: Secret;
  let link: string;
  let bootId: string;

  const greet = (road = direct) => gateway.greet(road, credential);

  const roadBy = ({ port, ca }: TlsProxy): GatewayRoad => ({
    kind: 'proxy',
    address: '127.0.0.1',
    port,
    host: HOST,
    ca,
  });

  const proxyAt = async (address: string) =>
    startTlsProxy(fleet.engine.docker, {
      pod: await fleet.engine.container(POD),
      address,
      host: HOST,
    });

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { OPENAI_API_KEY: 'sk-none', AGENTPOD_PROXY: 'off' });
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD, { hosts: [HOST] }));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    name = (await fleet.engine.container(POD)).Name.slice(1);
    direct = { kind: 'direct', hostPort: await fleet.engine.hostPort(POD) };
    const config = JSON.parse(await fleet.engine.sh(POD, 'cat /etc/openclaw/openclaw.json'));
    trusted = config.gateway.trustedProxies[0];
    proxy = await proxyAt(trusted);
    proxied = roadBy(proxy);
  });
  afterAll(async () => {
    await proxy?.remove();
    await fleet?.remove();
  });

  it('hears the gateway through the proxy as soon as that listens', async () => {
    await expect.poll(() => gateway.challenge(proxied).then(() => true, String), BOOT).toBe(true);
  });

  it('is a device that may read, once it was made one from inside', async () => {
    credential = await gateway.pair(name);
    const hello = await greet();
    expect(hello).toMatchObject({ protocol: 4, version: '2026.9.6', scopes: ['operator.read'] });
    expect(hello.appliedConfigHash).toBeDefined();
    bootId = hello.bootId;
  });

  it('meets the same process on every connection, directly and through the proxy', async () => {
    expect(await Promise.all([greet(), greet(proxied)])).toMatchObject([{ bootId }, { bootId }]);
  });

  it('is refused through a proxy that is not the one the gateway trusts', async () => {
    const stranger = await proxyAt(trusted.replace(/\d+$/, (last) => String(Number(last) + 1)));
    try {
      const road = roadBy(stranger);
      await expect
        .poll(() => gateway.challenge(road).catch((error) => error.detail), BOOT)
        .toMatchObject({
          reason: 'UpgradeRefused',
          status: 403,
          body: expect.stringContaining('proxy_attribution_required'),
        });
    } finally {
      await stranger.remove();
    }
  });

  it('reads health, channels and config over a session, and can change nothing', async () => {
    const session = await gateway.session(direct, credential);
    expect(await session.request('health')).toMatchObject({ ok: true });
    expect(await session.request('channels.status')).toHaveProperty('channelAccounts');
    expect(await session.request('config.get')).toMatchObject({
      configRevisionHash: session.hello.appliedConfigHash,
    });
    await expect(session.request('config.set', { raw: '{}' })).rejects.toMatchObject({
      detail: { code: 'MISSING_SCOPE' },
    });
    await session.close();
  });

  it('is told by a tick that the gateway lives', async () => {
    const session = await gateway.session(direct, credential);
    const greeted = session.lastTickAt;
    const within = { timeout: session.hello.tickIntervalMs * 2.5, interval: 500 };
    await expect.poll(() => session.lastTickAt > greeted, within).toBe(true);
    await session.close();
  });

  it('makes a link whose first browser owns the agent, and no second one', async () => {
    const ran = await fleet.run(['pod', 'open', POD]);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    link = ran.stdout.trim();
    expect(link).toMatch(new RegExp(`^https://${HOST}/#bootstrapToken=`));
    const first = await redeem(link, proxy);
    expect(first.scopes).toEqual(OWNER_SCOPES.map((scope) => `operator.${scope}`));
    expect(await redeem(link, proxy)).toEqual({
      scopes: undefined,
      code: 'AUTH_BOOTSTRAP_TOKEN_INVALID',
    });
  });

  it('stays a device when the gateway gets another token', async () => {
    expect(await fleet.run(['token', 'rotate', POD, '--yes'])).toMatchObject({ exitCode: 0 });
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(await greet()).toMatchObject({ bootId });
  });

  it('keeps its key, its token and the link out of all that is written down', async () => {
    const { deviceToken, privateKey } = JSON.parse(credential.reveal());
    const bootstrap = new URLSearchParams(new URL(link).hash.slice(1)).get('bootstrapToken') ?? '';
    const { store, close } = await openState({
      stateDir: fleet.stateDir,
      readOnly: false,
      application: 'agentpod test',
    });
    await store.storeDevice(POD, credential);
    expect((await store.device(POD))?.reveal()).toBe(credential.reveal());
    await close();
    const logs = await (await fleet.engine.handle(POD)).logs({ stdout: true, stderr: true });
    const told = [
      logs.toString('latin1'),
      JSON.stringify(await fleet.engine.container(POD)),
      await fleet.databaseDump(),
      (await fleet.run(['audit', '-o', 'json'])).stdout,
      (await fleet.run(['events', '-o', 'json'])).stdout,
      await fleet.engine.sh(POD, 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ /tmp/openclaw/*'),
    ];
    expect(told.join('').length).toBeGreaterThan(5000);
    for (const value of [deviceToken, privateKey, bootstrap]) {
      expect(value.length).toBeGreaterThan(20);
      expect(told.findIndex((text) => text.includes(value))).toBe(-1);
    }
  });

  it('stays a device over a restart, which is another process', async () => {
    await (await fleet.engine.handle(POD)).restart({ t: 30 });
    await expect
      .poll(() => greet().then((hello) => hello.bootId, String), BOOT)
      .toMatch(/^[0-9a-f-]{36}$/);
    const hello = await greet();
    expect(hello.bootId).not.toBe(bootId);
    bootId = hello.bootId;
  });

  it('is unknown to a gateway whose state is new, and told so; pairing anew helps', async () => {
    const container = await fleet.engine.handle(POD);
    await container.stop({ t: 30 });
    const state = `agentpod-${fleet.instance}_acme_agent_state`;
    await inVolume(fleet.engine.docker, state, 'rm -rf ./* ./.[!.]*');
    await container.start();
    await expect.poll(() => greet().then(() => 'greeted', needsPairing), BOOT).toBe(true);
    credential = await gateway.pair(name);
    expect((await greet(proxied)).bootId).not.toBe(bootId);
  });
});
