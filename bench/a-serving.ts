import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchInstance } from './instance.ts';

const READY_MS = 300_000;

/** The built server as a process of its own, over a folder of manifests. */
export class AServing {
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
  }

  /** Until it is ready and so many pods run. `IDLE_LOG` shows its log. */
  static async start(instance: BenchInstance, place: string, pods: number): Promise<AServing> {
    const port = 7981 + (process.pid % 16);
    const flags = (process.env['IDLE_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
    const argv = ['dist/main.js', 'serve', '-f', place, '--listen', `127.0.0.1:${port}`];
    const child = spawn(process.execPath, [...flags, ...argv], {
      env: { ...process.env, ...instance.env },
      stdio: ['ignore', 'ignore', process.env['IDLE_LOG'] === undefined ? 'ignore' : 'inherit'],
    });
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (answer?.ok && (await instance.runningPods()) === pods) return new AServing(child);
      await sleep(1000);
    }
    child.kill('SIGKILL');
    throw new Error('the server did not become ready');
  }

  async remove(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
