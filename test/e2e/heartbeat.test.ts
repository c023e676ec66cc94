import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';
import { AServer } from '../integration/serve/a-server.ts';
import { anOpenClaw } from './harness/openclaw-pod.ts';

/** A session that a server holds to a real gateway, with a channel that cannot work. */
const missing = await whyNoEngine();
const POD = 'acme/agent';
/** Of the right form, and nobody's. */
const BOT = '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const PATIENCE_MS = 240_000;
/** A gateway on a busy machine may need a second start. */
const TEST_MS = 600_000;

describe.skipIf(missing)(`the heartbeat of a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { OPENAI_API_KEY: 'sk-none', BOT });
    await declare('required');
    server = new AServer(fleet, ['-f', '.']);
  });
  afterAll(async () => {
    await server?.end('SIGKILL');
    await fleet?.remove();
  });

  const declare = (channels: 'required' | 'ignored') =>
    fleet.write(
      'acme.yaml',
      aTenant('acme'),
      anOpenClaw(POD, {
        channels: { telegram: { botToken: { env: 'BOT' } } },
        readiness: { channels },
      }),
    );

  async function condition(type: string): Promise<string> {
    const { stdout } = await fleet.run(['get', 'pod', POD, '-o', 'json']);
    const { status } = JSON.parse(stdout).items[0];
    const found = status.conditions.find((each: { type: string }) => each.type === type);
    return `${found?.status} ${found?.reason} ${found?.message}`;
  }

  const becomes = (type: string, words: RegExp) =>
    expect.poll(() => condition(type), { timeout: PATIENCE_MS, interval: 500 }).toMatch(words);

  it(
    'tells of the channel, and the pod is not ready without it',
    async () => {
      await becomes('GatewayReady', /^True/);
      const from = Date.now();
      await becomes('ChannelsReady', /^False Channel.*telegram/);
      process.stderr.write(
        `channel found lost ${Date.now() - from} ms after the gateway was ready\n`,
      );
      await becomes('Ready', /^False ChannelsNotReady/);
      const said = await server.said(({ msg }) => msg === 'a channel is down');
      expect(said.subject).toBe(`pod/${POD}`);
      const labels = 'tenant="acme",pod="agent",channel="telegram",account="default"';
      const text = await (await server.get('/metrics')).text();
      expect(text).toContain(`agentpod_channel_up{${labels}} 0`);
      expect(text).not.toContain(BOT);
      expect(await server.metric('agentpod_pod_memory_bytes')).toBeGreaterThan(200 * 2 ** 20);
      process.stderr.write(`${await condition('ChannelsReady')}\n`);
    },
    TEST_MS,
  );

  it(
    'does without it where the manifest says so',
    async () => {
      await declare('ignored');
      await becomes('ChannelsReady', /^False Ignored/);
      await becomes('Ready', /^True/);
    },
    TEST_MS,
  );

  it(
    'is there again after the process died, with the same device',
    async () => {
      const { State } = await fleet.engine.container(POD);
      process.kill(State.Pid, 'SIGKILL');
      const isBack = async () => (await fleet.engine.container(POD)).State.Pid !== State.Pid;
      await expect.poll(isBack, { timeout: PATIENCE_MS }).toBe(true);
      await becomes('GatewayReady', /^True/);
      await becomes('ChannelsReady', /^False Ignored/);
    },
    TEST_MS,
  );
});
