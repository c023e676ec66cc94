import { Worker } from 'node:worker_threads';
import type { Finding } from './schedule-worker.ts';

export interface SchedulesRequest {
  readonly count: number;
  readonly workers: number;
  /** The same seed, count and workers are the same schedules. */
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

/** Runs so many schedules on so many cores; answers what failed, in words, with how to see it again. */
export async function runSchedules(request: SchedulesRequest): Promise<readonly string[]> {
  const { workers, count, seed } = request;
  const done = new Map<number, number>();
  const findings = await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const share = Math.floor(count / workers) + (index < count % workers ? 1 : 0);
      return inWorker({ count: share, seed: seed + index }, (runs) => {
        done.set(index, runs);
        request.onProgress?.([...done.values()].reduce((a, b) => a + b, 0));
      });
    }),
  );
  return findings.flatMap(({ failure }) => failure ?? []);
}

function inWorker(
  workerData: { readonly count: number; readonly seed: number },
  onProgress: (done: number) => void,
): Promise<Finding> {
  const worker = new Worker(new URL('./schedule-worker.ts', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Finding) => {
      onProgress(message.done);
      if (message.isLast) resolve(message);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a worker ended with code ${code}`)));
  });
}
