/** `npm run bench:deaths [PODS]` (after `npm run build`): processes that die, one by one and all at once. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { LABEL } from '../src/core/desired/names.ts';
import { aStub, aTenant } from '../test/integration/fleet/manifests.ts';
import { AServing } from './a-serving.ts';
import { Bystanders, Ear } from './bystanders.ts';
import { aBenchInstance } from './instance.ts';
import { printRow, rowOf } from './measure.ts';

const PODS_EACH = 5;
/** Docker begins anew with its waiting after a process that ran so long. */
const GOOD_RUN_MS = 11_000;
const INSTANCE = 'bench-deaths';

const count = Number(process.argv[2] ?? 50);
const ear = new Ear();
await ear.open();
const instance = await aBenchInstance(INSTANCE, {
  AGENTPOD_PORT_RANGE: '27700-27899',
  AGENTPOD_SUBNET_POOL: '10.216.0.0/16',
  AGENTPOD_PROXY: 'off',
});
const made: { remove(): Promise<void> }[] = [];
try {
  const server = await AServing.start(instance, await manifests(instance.folder), count);
  made.push(server);
  const peers = await Bystanders.make('always', count, 'always');
  made.push(peers);
  const floor = await Bystanders.make('raw', count, 'no');
  made.push(floor);
  const called = new Set(floor.ids);
  ear.onEvent((id, moment) => {
    if (moment === 'die' && called.has(id)) void ear.docker.getContainer(id).start();
  });
  await report(await podIds(), peers.ids, floor.ids);
  called.clear();
} finally {
  for (const each of made) await each.remove();
  await instance.remove();
  ear.close();
}

async function report(
  ours: readonly string[],
  peers: readonly string[],
  floor: readonly string[],
): Promise<void> {
  await sleep(GOOD_RUN_MS);
  const times = { ours: [] as number[], peers: [] as number[], floor: [] as number[] };
  for (let index = 0; index < count; index += 1) {
    times.ours.push(await ear.deathOf(ours[index] ?? ''));
    times.peers.push(await ear.deathOf(peers[index] ?? ''));
    times.floor.push(await ear.deathOf(floor[index] ?? ''));
  }
  const title = `death to started, ${count} pods one by one`;
  const always = 'Docker with restart=always';
  const raw = 'the raw call at the event';
  printRow(rowOf({ title, floorTitle: always, aim: 1.05 }, times.ours, times.peers));
  printRow(rowOf({ title, floorTitle: raw, aim: 1.2 }, times.ours, times.floor));
  const all = {
    ours: await rested(ours),
    peers: await rested(peers),
    floor: await rested(floor),
  };
  const whole = `the last of ${count} that died at once`;
  printRow(rowOf({ title: whole, floorTitle: always, aim: 1.1 }, [all.ours], [all.peers]));
  printRow(rowOf({ title: whole, floorTitle: raw, aim: 1.15 }, [all.ours], [all.floor]));
}

async function rested(ids: readonly string[]): Promise<number> {
  await sleep(GOOD_RUN_MS);
  return ear.deathOfAll(ids);
}

async function podIds(): Promise<readonly string[]> {
  const filters = { label: [`${LABEL.instance}=${INSTANCE}`] };
  return (await ear.docker.listContainers({ filters })).map(({ Id }) => Id);
}

async function manifests(folder: string): Promise<string> {
  const place = join(folder, 'manifests');
  await mkdir(place);
  for (let first = 0; first < count; first += PODS_EACH) {
    const tenant = `t${first / PODS_EACH}`;
    const size = Math.min(PODS_EACH, count - first);
    const pods = Array.from({ length: size }, (_, pod) => aStub(`${tenant}/p${pod}`));
    const text = [aTenant(tenant), ...pods].map((each) => stringify(each)).join('---\n');
    await writeFile(join(place, `${tenant}.yaml`), text);
  }
  return place;
}
