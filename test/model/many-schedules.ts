/** `make schedules`: a million schedules over all cores, or the one that a seed and a path name. */
import { availableParallelism } from 'node:os';
import { fc } from '../property/fast-check.ts';
import { runSchedules } from './run-schedules.ts';
import { anySchedule } from './schedule.ts';

const count = Number(process.env['AGENTPOD_SCHEDULES'] ?? 1_000_000);
const seed = Number(process.env['AGENTPOD_SEED'] ?? Math.floor(Date.now() / 1000));
const path = process.env['AGENTPOD_PATH'];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

if (path !== undefined) {
  await fc.assert(anySchedule, { seed, path, endOnFailure: true, verbose: 0 });
  print('it came out well');
} else {
  const workers = availableParallelism();
  const began = performance.now();
  print(`${count} schedules from seed ${seed} on ${workers} cores`);
  const onProgress = (done: number): void => {
    const minutes = (performance.now() - began) / 60_000;
    print(`${done} after ${minutes.toFixed(1)} min`);
  };
  const failures = await runSchedules({ count, workers, seed, onProgress });
  for (const failure of failures) print(failure);
  print(failures.length === 0 ? 'every one came out well' : `${failures.length} failed`);
  if (failures.length > 0) process.exitCode = 1;
}
