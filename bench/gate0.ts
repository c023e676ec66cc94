import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, get as httpGet, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import Docker from 'dockerode';
import { WebSocket } from 'ws';
import type { DesiredPod, DesiredState } from '../src/core/model/desired.ts';
import type { PodKey } from '../src/core/model/resource.ts';
import { aPod, aTenant } from '../test/builders.ts';
import { pinned } from '../test/images.ts';
import { aBenchInstance, type BenchInstance } from './instance.ts';
import { compare, type Row, rowOf } from './measure.ts';

/** The road through the reverse proxy, against the published port that it leads to. */
const INSTANCE = 'bench-gate0';
const HTTPS_PORT = 26_399;
const ECHO: PodKey = 'acme/echo';
const AGENT: PodKey = 'acme/agent';
const REQUESTS = 500;
const STARTS = 3;
const POLL_MS = 20;
const PROGRAM = join(import.meta.dirname, '../test/e2e/harness/echo-agent.cjs');

export async function gate0(): Promise<Row[]> {
  const instance = await aBenchInstance(INSTANCE, {
    AGENTPOD_PORT_RANGE: '26300-26389',
    AGENTPOD_SUBNET_POOL: '10.218.0.0/16',
    AGENTPOD_PROXY_BIND: '127.0.0.1',
    AGENTPOD_HTTP_PORT: String(HTTPS_PORT - 1),
    AGENTPOD_HTTPS_PORT: String(HTTPS_PORT),
  });
  try {
    await instance.pass(await pods(), true);
    return [await requests(instance), await messages(instance), await starts(instance)];
  } finally {
    await instance.remove();
  }
}

async function pods(): Promise<DesiredState> {
  const program = await readFile(PROGRAM, 'utf8');
  const image = pinned('OPENCLAW_IMAGE');
  const echo = {
    image,
    generic: { port: 18_789, healthPath: '/readyz', command: ['node', '-e', program] },
    resources: { cpus: 2, memoryBytes: 256 * 1024 ** 2, pids: 64 },
  };
  return {
    tenants: [aTenant()],
    pods: [
      routed({ key: ECHO, agent: 'generic', spec: echo }),
      routed({ key: AGENT, spec: { image } }),
    ],
    warnings: [],
  };
}

function routed(pod: Parameters<typeof aPod>[0] & { readonly key: PodKey }): DesiredPod {
  return aPod({ ...pod, hosts: [hostOf(pod.key)] });
}

function hostOf(pod: PodKey): string {
  return `${pod.replace('/', '.')}.localhost`;
}

async function requests(instance: BenchInstance): Promise<Row> {
  const agent = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };
  const direct = { ...(await doorTo(instance, ECHO)), agent: agent.http };
  const routed = { ...(await roadTo(instance, ECHO)), agent: agent.https };
  try {
    return await compare({
      title: 'a request through the reverse proxy, connection kept',
      ours: () => status(httpsGet, { ...routed, path: '/' }),
      floorTitle: 'to the published port',
      floor: () => status(httpGet, { ...direct, path: '/' }),
      aim: 3,
      samples: REQUESTS,
    });
  } finally {
    agent.http.destroy();
    agent.https.destroy();
  }
}

async function messages(instance: BenchInstance): Promise<Row> {
  const { port } = await doorTo(instance, ECHO);
  const { headers, ...road } = await roadTo(instance, ECHO);
  const direct = new WebSocket(`ws://127.0.0.1:${port}`);
  const routed = new WebSocket(`wss://${headers.Host}`, { createConnection: () => connect(road) });
  const roundTrip = async (socket: WebSocket): Promise<void> => {
    const answer = once(socket, 'message');
    socket.send('x'.repeat(200));
    await answer;
  };
  try {
    await Promise.all([once(direct, 'open'), once(routed, 'open')]);
    return await compare({
      title: 'a WebSocket message there and back through the reverse proxy',
      ours: () => roundTrip(routed),
      floorTitle: 'by the published port',
      floor: () => roundTrip(direct),
      aim: 3,
      samples: REQUESTS,
    });
  } finally {
    direct.terminate();
    routed.terminate();
  }
}

/** Both are asked from the same `docker start` on, each until its first good answer. */
async function starts(instance: BenchInstance): Promise<Row> {
  const [container] = await new Docker().listContainers({
    filters: { name: [`${INSTANCE}_acme_agent_g`] },
  });
  const docker = new Docker().getContainer(container?.Id ?? '');
  const direct = { ...(await doorTo(instance, AGENT)), path: '/startupz' };
  const routed = { ...(await roadTo(instance, AGENT)), path: '/startupz' };
  const ours: number[] = [];
  const floor: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    await docker.stop({ t: 30 });
    await docker.start();
    const since = performance.now();
    const [byRoad, byDoor] = await Promise.all([
      firstAnswer(() => status(httpsGet, routed)),
      firstAnswer(() => status(httpGet, direct)),
    ]);
    ours.push(byRoad - since);
    floor.push(byDoor - since);
  }
  const title = 'from docker start to the first answer through the reverse proxy';
  return rowOf({ title, floorTitle: "the gateway's own readiness", aim: 1.1 }, ours, floor);
}

async function firstAnswer(ask: () => Promise<number>): Promise<number> {
  while ((await ask().catch(() => 0)) !== 200) await pause();
  return performance.now();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

async function doorTo({ workspace }: BenchInstance, pod: PodKey) {
  const port = (await workspace.store.load()).pods.find(({ key }) => key === pod)?.port;
  if (port === undefined) throw new Error(`${pod} has no port`);
  return { host: '127.0.0.1', port };
}

async function roadTo({ workspace }: BenchInstance, pod: PodKey) {
  const ca = await workspace.certificates.authority();
  if (ca === undefined) throw new Error('there is no local authority');
  const host = hostOf(pod);
  const headers = { Host: `${host}:${HTTPS_PORT}` };
  return { host: '127.0.0.1', port: HTTPS_PORT, servername: host, ca, headers };
}

function status(get: typeof httpGet, options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = get({ ...options, timeout: 5000 }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
  });
}
