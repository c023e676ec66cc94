import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { EngineTimes } from './engine-times.ts';
import { type Row, rowOf } from './measure.ts';
import { PlainContainers } from './plain-containers.ts';
import { type Serving, serving } from './serving.ts';

/**
 * From a death to the start after it, by the Engine's own clock. A process that is killed is Docker's to
 * restart, and AgentPod must not be in its way; what somebody stopped only AgentPod brings back.
 */
const SAMPLES = Number(process.env['AGENTPOD_BENCH_SAMPLES'] ?? 12);
/** Each pod dies once only: a second death within ten minutes is waited with, on purpose. */
const PODS = SAMPLES + 1;
const BETWEEN_MS = 300;

export async function heal(): Promise<Row[]> {
  const docker = new Docker();
  const raw = new PlainContainers(docker, 'bench-heal-raw');
  const always = new PlainContainers(docker, 'bench-heal-always');
  const times = await EngineTimes.open(docker);
  const served = await serving('bench-heal', PODS, {
    AGENTPOD_PORT_RANGE: '26400-26499',
    AGENTPOD_SUBNET_POOL: '10.219.0.0/16',
  });
  try {
    await raw.make(PODS, 'no');
    await always.make(PODS, 'always');
    const ids = await idsOf(docker, served);
    return [
      await crashes(docker, times, ids, always.ids),
      await stops(docker, times, ids, raw.ids),
    ];
  } finally {
    times.close();
    await Promise.allSettled([raw.remove(), always.remove()]);
    await served.stop();
  }
}

export async function idsOf(docker: Docker, { pods }: Serving): Promise<readonly string[]> {
  const label = ['dev.agentpod.managed=true'];
  const listed = await docker.listContainers({ filters: { label } });
  return pods.map((pod) => {
    const [tenant, name] = pod.split('/');
    const found = listed.find(
      ({ Labels, Names }) =>
        Labels['dev.agentpod.tenant'] === tenant &&
        Labels['dev.agentpod.pod'] === name &&
        Names[0]?.startsWith('/agentpod-bench-heal'),
    );
    if (found === undefined) throw new Error(`${pod} does not run`);
    return found.Id;
  });
}

async function crashes(
  docker: Docker,
  times: EngineTimes,
  ours: readonly string[],
  theirs: readonly string[],
): Promise<Row> {
  const kill = async (id: string): Promise<void> => {
    const { State } = await docker.getContainer(id).inspect();
    process.kill(State.Pid, 'SIGKILL');
  };
  const [a, b] = await inTurn(times, ours, theirs, kill);
  const title = 'from SIGKILL of a process to its start, with AgentPod watching';
  return rowOf({ title, floorTitle: 'a container with restart=always alone', aim: 1.05 }, a, b);
}

async function stops(
  docker: Docker,
  times: EngineTimes,
  ours: readonly string[],
  theirs: readonly string[],
): Promise<Row> {
  const end = times.onDeath(theirs, (id) => void docker.getContainer(id).start());
  const stop = async (id: string): Promise<void> => {
    await docker.getContainer(id).stop({ t: 0 });
  };
  const [a, b] = await inTurn(times, ours, theirs, stop);
  end();
  const title = 'from `docker stop` to the start by AgentPod';
  return rowOf({ title, floorTitle: 'one raw start call on the event', aim: 1.1 }, a, b);
}

/** One of ours, one of theirs; the first of each warms up. */
async function inTurn(
  times: EngineTimes,
  ours: readonly string[],
  theirs: readonly string[],
  harm: (id: string) => Promise<void>,
): Promise<readonly [readonly number[], readonly number[]]> {
  const took = async (id: string): Promise<number> => {
    const started = times.allStarted([id]);
    const began = Date.now();
    await harm(id);
    const at = await started;
    await sleep(BETWEEN_MS);
    return at - began;
  };
  const [a, b]: [number[], number[]] = [[], []];
  for (let index = 0; index < PODS; index += 1) {
    a.push(await took(ours[index] ?? ''));
    b.push(await took(theirs[index] ?? ''));
  }
  return [a.slice(1), b.slice(1)];
}
