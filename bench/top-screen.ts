/**
 * The program that `top.ts` measures: the real screen over a fleet of a thousand pods that is made up.
 * FLOOD=1: fifty pods change every 20 ms. Else nothing changes but what is used.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { PodKey } from '../src/core/model/resource.ts';
import type { CliContext } from '../src/harness/cli/context.ts';
import type { FleetFeed, UsageSample } from '../src/harness/tui/fleet.ts';
import { runTop } from '../src/harness/tui/run/run-top.ts';
import { themeFor } from '../src/harness/tui/view/theme.ts';
import { aCrashedPod, aFleetPod, manyPods } from '../test/fakes/fleet-pods.ts';

setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');
const LOOK_MS = 2000;
const FLOOD_MS = 20;
const pods = manyPods(100, 10);

const feed: FleetFeed = {
  origin: 'bench',
  async follow(tell, signal) {
    let turn = 0;
    tell({ kind: 'pods', pods });
    while (!signal.aborted) {
      turn += 1;
      if (process.env['FLOOD'] === '1') {
        for (const { key } of pods.slice(0, 50)) {
          tell({ kind: 'pod', pod: turn % 2 === 0 ? aFleetPod(key) : aCrashedPod(key) });
        }
        await sleep(FLOOD_MS);
      } else {
        tell({ kind: 'usage', samples: usage(turn) });
        await sleep(LOOK_MS);
      }
    }
  },
  async *logs() {
    yield 'no log';
  },
  ask: undefined,
  day: undefined,
  link: undefined,
  doctor: undefined,
};

function usage(turn: number): ReadonlyMap<PodKey, UsageSample> {
  const sample = (index: number): UsageSample => ({
    cpus: ((index + turn) % 50) / 100,
    memoryBytes: ((index * 7 + turn) % 40) * 1024 ** 2,
    limitBytes: 48 * 1024 ** 2,
  });
  return new Map(pods.map(({ key }, index) => [key, sample(index)]));
}

const context = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  colorDepth: 8,
  clock: { now: () => new Date() },
  interrupts: { subscribe: () => () => undefined, exit: (code: number) => process.exit(code) },
} as unknown as CliContext;

process.exitCode = await runTop({
  context,
  feed,
  about: { instance: 'bench', server: undefined, readOnly: undefined, manifests: [] },
  theme: themeFor(process.env, true),
  flags: [],
});
