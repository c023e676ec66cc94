import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openclawPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { JsonValue } from '../../core/model/json.ts';

const POD = 'acme/agent';
const PORT = 20_000;
const TELEGRAM = '  channels: {telegram: {botToken: {env: BOT}}}\n';
const account = (more: object): JsonValue => ({
  channels: {},
  channelAccounts: {
    telegram: [{ accountId: 'default', running: true, connected: true, ...more }],
  },
  statusIssues: [],
});
const LATE = new GatewayError({ reason: 'GatewayTimeout' }, 'no greeting within 8 s');

let bench: LoopBench;

beforeEach(() => {
  bench = new LoopBench({});
});
afterEach(() => bench.stop());

const gateway = () => bench.world.gateway;
const held = () => [...gateway().held];
const starts = () =>
  bench.world.runtime.journal.filter((call) => call.startsWith('startContainer')).length;

function channelsAre(more: object): void {
  gateway().sessions.set(PORT, { 'channels.status': account(more) });
}

async function running(spec = ''): Promise<void> {
  await bench.write('acme.yaml', tenant('acme') + openclawPod(POD, spec));
  channelsAre({});
  await bench.start({ heartbeat: true });
  await bench.clock.advance(60_000);
}

async function condition(type: string) {
  const { pods } = await bench.world.store.load();
  const found = pods[0]?.conditions.find((each) => each.type === type);
  return found && `${found.status} ${found.reason}`;
}

describe('the heartbeat of a gateway', () => {
  it('is one session per process, paired once, and closed with the server', async () => {
    await running();
    expect(held()).toHaveLength(1);
    await bench.clock.advance(600_000);
    expect(held()).toHaveLength(1);
    expect(gateway().paired).toHaveLength(1);
    await bench.stop();
    expect(held()).toHaveLength(0);
  });

  it('is not asked for when the settings do not', async () => {
    await bench.write('acme.yaml', tenant('acme') + openclawPod(POD));
    await bench.start();
    await bench.clock.advance(60_000);
    expect(gateway().paired).toEqual([]);
  });

  it('comes back after the gateway ended it, without anything being said', async () => {
    await running();
    const { writes } = bench.world;
    held()[0]?.end('gateway', 'gateway auth changed');
    await bench.clock.advance(5000);
    expect(held()).toHaveLength(1);
    expect(gateway().paired).toHaveLength(1);
    expect(bench.world.writes).toBe(writes);
  });

  it('takes the place of probes', async () => {
    await running();
    bench.world.runtime.probes.set(PORT, { ready: false, contact: 'silent', message: 'silent' });
    await bench.clock.advance(120_000);
    expect(bench.of('unhealthy')).toEqual([]);
  });

  it('that stays away is an unhealthy pod, also when a probe is answered, and is restarted', async () => {
    await running();
    const before = starts();
    gateway().refusal = LATE;
    held()[0]?.end('silence', 'no tick within 75 s');
    await bench.clock.advance(20_000);
    expect(bench.of('unhealthy').map(({ message }) => message)).toEqual(['no greeting within 8 s']);
    expect(await condition('GatewayReady')).toBe('False NoAnswer');
    gateway().refusal = undefined;
    await bench.clock.advance(60_000);
    expect(bench.of('recovered').length + starts() - before).toBeGreaterThan(0);
    expect(await condition('GatewayReady')).toBe('True ProbeSucceeded');
    expect(held()).toHaveLength(1);
  });

  it('that answers pings no more leaves the word to the probe', async () => {
    await running();
    for (const session of held()) session.isHung = true;
    await bench.clock.advance(60_000);
    expect(bench.of('unhealthy')).toEqual([]);
    bench.world.runtime.probes.set(PORT, { ready: false, contact: 'silent', message: 'silent' });
    await bench.clock.advance(25_000);
    expect(bench.of('unhealthy')).toHaveLength(1);
    bench.world.runtime.probes.delete(PORT);
    await bench.clock.advance(20_000);
  });

  it('that is not let in is done without', async () => {
    gateway().unpaired = new AgentPodError('Transient', 'PairingFailed', 'not with SSO');
    await running();
    const { writes } = bench.world;
    await bench.clock.advance(300_000);
    expect([held().length, bench.of('unhealthy').length]).toEqual([0, 0]);
    expect(await condition('Ready')).toBe('True GatewayReady');
    expect(bench.world.writes).toBe(writes);
    gateway().unpaired = undefined;
    await bench.clock.advance(600_000);
    expect(held()).toHaveLength(1);
  });

  it('begins anew with each process', async () => {
    await running();
    bench.stopContainer(POD);
    await bench.happen({ kind: 'container', pod: POD, action: 'die' });
    await bench.clock.advance(10_000);
    expect(held()).toHaveLength(1);
    await bench.erase('acme.yaml');
  });
});

describe('channels', () => {
  it('that are declared make a pod ready, and lost ones unready', async () => {
    await running(TELEGRAM);
    expect(await condition('ChannelsReady')).toBe('True ChannelsReady');
    const { writes } = bench.world;
    await bench.clock.advance(300_000);
    expect(bench.world.writes).toBe(writes);
    channelsAre({ connected: false, lastError: '401 try 1' });
    await bench.clock.advance(40_000);
    expect(bench.of('channel-lost')).toEqual([
      expect.objectContaining({
        subject: `pod/${POD}`,
        channel: 'telegram',
        account: 'default',
        message: 'it is not connected: 401 try 1',
      }),
    ]);
    expect(await condition('Ready')).toBe('False ChannelsNotReady');
    const down = bench.world.writes;
    channelsAre({ connected: false, lastError: '401 try 2' });
    await bench.clock.advance(300_000);
    expect(bench.world.writes).toBe(down);
    channelsAre({});
    await bench.clock.advance(20_000);
    expect(bench.of('channel-back')).toHaveLength(1);
    expect(await condition('Ready')).toBe('True GatewayReady');
    expect(bench.of('finished').filter(({ foundBy }) => foundBy === 'probe')).toEqual([]);
  });

  it('do not count where the manifest says so, and are told of all the same', async () => {
    await running(`${TELEGRAM}  readiness: {channels: ignored}\n`);
    channelsAre({ running: false });
    await bench.clock.advance(60_000);
    expect(await condition('ChannelsReady')).toBe('False Ignored');
    expect(await condition('Ready')).toBe('True GatewayReady');
    expect(bench.of('channel-lost')).toHaveLength(1);
  });

  it('of a pod without any are not asked for', async () => {
    await running();
    expect(bench.of('channels')).toEqual([]);
    expect(await condition('ChannelsReady')).toBeUndefined();
  });

  it('are told with what is known of each, and forgotten with the process', async () => {
    const at = Date.UTC(2026, 10, 24);
    await bench.write('acme.yaml', tenant('acme') + openclawPod(POD, TELEGRAM));
    channelsAre({ lastInboundAt: at });
    await bench.start({ heartbeat: true });
    await bench.clock.advance(60_000);
    expect(bench.of('channels').at(-1)?.accounts).toEqual([
      expect.objectContaining({ status: 'True', channel: 'telegram', lastInboundAt: at }),
    ]);
    bench.stopContainer(POD);
    await bench.happen({ kind: 'container', pod: POD, action: 'die' });
    expect(bench.of('channels').at(-1)?.accounts).toEqual([]);
    await bench.clock.advance(10_000);
  });
});
