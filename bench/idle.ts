/** `npm run bench:idle [MINUTES]`: what a server with 50 pods costs while nothing happens. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { aStub, aTenant } from '../test/integration/fleet/manifests.ts';
import { AServing } from './a-serving.ts';
import { aBenchInstance, type BenchInstance } from './instance.ts';

const TENANTS = 10;
const PODS_EACH = 5;
const SETTLE_MS = 60_000;
const SAMPLE_MS = 10_000;
/** Of the kernel's clock for processes. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
const MIB = 1024 ** 2;

interface Sample {
  readonly seconds: number;
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly rssMib: number;
}

const minutes = Number(process.argv[2] ?? 5);
const instance = await aBenchInstance('idle', {
  AGENTPOD_PORT_RANGE: '26200-26399',
  AGENTPOD_SUBNET_POOL: '10.218.0.0/16',
  AGENTPOD_PROXY: 'off',
});
let server: AServing | undefined;
try {
  server = await AServing.start(instance, await manifests(instance), TENANTS * PODS_EACH);
  await sleep(SETTLE_MS);
  report(await samples(server.pid, minutes));
} finally {
  await server?.remove();
  await instance.remove();
}

async function manifests({ folder }: BenchInstance): Promise<string> {
  const place = join(folder, 'manifests');
  await mkdir(place);
  for (let tenant = 0; tenant < TENANTS; tenant += 1) {
    const pods = Array.from({ length: PODS_EACH }, (_, pod) => aStub(`t${tenant}/p${pod}`));
    const text = [aTenant(`t${tenant}`), ...pods].map((each) => stringify(each)).join('---\n');
    await writeFile(join(place, `t${tenant}.yaml`), text);
  }
  return place;
}

async function samples(pid: number, duration: number): Promise<readonly Sample[]> {
  const found: Sample[] = [];
  const end = Date.now() + duration * 60_000;
  for (;;) {
    found.push(await sampleOf(pid));
    if (Date.now() >= end) return found;
    await sleep(SAMPLE_MS);
  }
}

async function sampleOf(pid: number): Promise<Sample> {
  const [statm, postmaster] = await Promise.all([
    readFile(`/proc/${pid}/statm`, 'utf8'),
    instance.databasePid(),
  ]);
  return {
    seconds: performance.now() / 1000,
    serverCpu: await cpuSeconds(pid, false),
    databaseCpu: postmaster === undefined ? 0 : await cpuSeconds(postmaster, true),
    rssMib: (Number(statm.split(' ')[1]) * PAGE_BYTES) / MIB,
  };
}

/** With those of its children that live or have ended. */
async function cpuSeconds(pid: number, withChildren: boolean): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  if (!withChildren) return (user + system) / TICKS_PER_SECOND;
  const path = `/proc/${pid}/task/${pid}/children`;
  const text = await readFile(path, 'utf8').catch(() => '');
  const children = await Promise.all(
    text
      .split(' ')
      .filter((word) => word !== '')
      .map((child) => cpuSeconds(Number(child), true)),
  );
  const own = (user + system + endedUser + endedSystem) / TICKS_PER_SECOND;
  return children.reduce((sum, each) => sum + each, own);
}

function report(found: readonly Sample[]): void {
  const [first, last] = [found.at(0), found.at(-1)];
  if (first === undefined || last === undefined) return;
  const seconds = last.seconds - first.seconds;
  const share = (key: 'serverCpu' | 'databaseCpu'): string =>
    `${(((last[key] - first[key]) / seconds) * 100).toFixed(2)} %`;
  const pods = TENANTS * PODS_EACH;
  console.log(`serve with ${pods} pods and nothing to do, over ${Math.round(seconds)} s`);
  console.log(`  server    ${share('serverCpu')} of a core`);
  console.log(`  database  ${share('databaseCpu')} of a core`);
  console.log(`  memory    ${last.rssMib.toFixed(0)} MiB, ${slope(found).toFixed(1)} MiB an hour`);
}

/** Least squares. */
function slope(found: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const time = mean(found.map(({ seconds }) => seconds));
  const size = mean(found.map(({ rssMib }) => rssMib));
  const above = found.map(({ seconds, rssMib }) => (seconds - time) * (rssMib - size));
  const below = found.map(({ seconds }) => (seconds - time) ** 2);
  return (mean(above) / (mean(below) || 1)) * 3600;
}
