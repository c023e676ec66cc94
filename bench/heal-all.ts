import Docker from 'dockerode';
import pLimit from 'p-limit';
import { EngineTimes } from './engine-times.ts';
import { idsOf } from './heal.ts';
import { type Row, rowOf } from './measure.ts';
import { PlainContainers } from './plain-containers.ts';
import { CONCURRENCY, serving } from './serving.ts';

/** All pods stopped at once: until the last one is started again. */
const COUNT = Number(process.env['AGENTPOD_BENCH_PODS'] ?? 50);

export async function healAll(): Promise<Row[]> {
  const docker = new Docker();
  const raw = new PlainContainers(docker, 'bench-heal-all-raw');
  const times = await EngineTimes.open(docker);
  const served = await serving('bench-heal-all', COUNT, {
    AGENTPOD_PORT_RANGE: '26500-26599',
    AGENTPOD_SUBNET_POOL: '10.220.0.0/16',
  });
  try {
    await raw.make(COUNT, 'no');
    const ours = await idsOf(docker, served);
    const limit = pLimit(CONCURRENCY);
    const end = times.onDeath(raw.ids, (id) => void limit(() => docker.getContainer(id).start()));
    // In turn, so that a machine that is busy with other things is so for both.
    const a = [await stopAll(docker, times, ours)];
    const b = [await stopAll(docker, times, raw.ids)];
    end();
    const title = `from \`docker stop\` of all ${COUNT} pods to the last start`;
    const floorTitle = `raw start calls on the events, ${CONCURRENCY} at once`;
    return [rowOf({ title, floorTitle, aim: 1.15 }, a, b)];
  } finally {
    times.close();
    await raw.remove();
    await served.stop();
  }
}

async function stopAll(
  docker: Docker,
  times: EngineTimes,
  ids: readonly string[],
): Promise<number> {
  const started = times.allStarted(ids);
  const began = Date.now();
  await Promise.all(ids.map((id) => docker.getContainer(id).stop({ t: 0 })));
  return (await started) - began;
}
