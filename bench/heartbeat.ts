/** `npm run bench:heartbeat`: what a held session costs, with 50 gateways of the tests in another process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { ChannelWatch } from '../src/engine/health/channel-watch.ts';
import type { HealthTarget } from '../src/engine/health/health-target.ts';
import { Heartbeats } from '../src/engine/health/heartbeats.ts';
import type { Workspace } from '../src/engine/workspace.ts';
import { createAgentGateway } from '../src/services/gateway/agent-gateway.ts';
import { systemClock } from '../src/services/system-clock.ts';
import { aDevice } from '../test/fakes/device.ts';
import { startGateway } from '../test/fakes/gateway-server.ts';
import { memoryStore } from '../test/fakes/memory-store.ts';

const COUNT = 50;
const SECONDS = 60;
const PING_MS = 10_000;
const TICK_MS = 30_000;
const KIB = 1024;
const CHANNELS = {
  channelAccounts: { telegram: [{ accountId: 'default', running: true, connected: true }] },
  statusIssues: [],
};

if (process.argv[2] === 'gateways') await gateways();
else await measure();

async function gateways(): Promise<void> {
  const tick = JSON.stringify({ type: 'event', event: 'tick', payload: { ts: 1 } });
  const connected = (socket: WebSocket): void => {
    const timer = setInterval(() => socket.send(tick), TICK_MS);
    socket.on('close', () => clearInterval(timer));
  };
  const request = () => ({ ok: true, payload: CHANNELS });
  const servers = await Promise.all(
    Array.from({ length: COUNT }, () => startGateway({ connected, request })),
  );
  process.send?.(servers.map(({ port }) => port));
}

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, ['gateways']);
  const [ports] = (await once(child, 'message')) as [number[]];
  try {
    await hold(ports);
  } finally {
    await end(child);
  }
}

async function hold(ports: readonly number[]): Promise<void> {
  const store = { ...memoryStore(), device: async () => aDevice() };
  const gateway = createAgentGateway({ exec: () => Promise.reject(new Error('not here')) });
  const workspace: Pick<Workspace, 'gateway' | 'store' | 'clock'> = {
    gateway,
    store,
    clock: systemClock,
  };
  const random = () => Math.random();
  const targets = ports.map(targetOf);
  let asked = 0;
  const onLoopEvent = (): void => {
    asked += 1;
  };
  const channels = new ChannelWatch({ workspace, random, onLoopEvent });
  const talk = (key: string, ...rest: Parameters<HeartTalk>) =>
    channels.follow(() => targets.find((target) => target.key === key), ...rest);
  const hearts = new Heartbeats({ workspace, random, onEnd: () => undefined, talk });
  const before = memory();
  for (const target of targets) hearts.hold(target);
  while (asked < COUNT) await sleep(100);
  await sleep(2000);
  const bytes = memory() - before;
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  let answered = 0;
  for (const [index, { key }] of Array.from({ length: SECONDS / 10 }, () => targets)
    .flat()
    .entries()) {
    await sleep(Math.max(0, began + (index * PING_MS) / COUNT - performance.now()));
    if (await hearts.answers(key)) answered += 1;
  }
  const { user, system } = process.cpuUsage(cpu);
  const share = (user + system) / 1000 / (performance.now() - began);
  await hearts.end();
  console.log(`${COUNT} sessions, ${answered} pings answered, ${asked} questions about channels`);
  console.log(`  memory  ${(bytes / COUNT / KIB).toFixed(0)} KiB each, with what loads them`);
  console.log(`  cpu     ${(share * 100).toFixed(2)} % of a core`);
}

type HeartTalk = (
  session: Parameters<ChannelWatch['follow']>[1],
  signal: AbortSignal,
) => Promise<void>;

function targetOf(hostPort: number, index: number): HealthTarget {
  return {
    key: `t/p${index}`,
    id: `c${index}`,
    container: `c${index}`,
    hostPort,
    probe: { port: 1, readyPath: '/startupz', bootSeconds: 1, deadlineSeconds: 1 },
    liveness: {},
    onUnhealthy: 'restart',
    readySince: 0,
    hasHeartbeat: true,
    channels: ['telegram'],
    ignoresChannels: false,
    channelsReady: undefined,
  };
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, 'exit');
}
