import type { EngineProxy } from '../engine-proxy.ts';
import type { Fleet } from './fleet.ts';

/** When AgentPod dies: before its k-th write reaches the Engine, or when the Engine has done it. */
export type Moment = 'before' | 'after';

export const MOMENTS: readonly Moment[] = ['before', 'after'];

/** Runs a command line in a process of its own that is killed at its k-th write (1 = the first). */
export async function killAtWrite(
  fleet: Fleet,
  proxy: EngineProxy,
  argv: readonly string[],
  at: { readonly write: number; readonly moment: Moment },
): Promise<string> {
  proxy.reset();
  const child = fleet.start(argv, { DOCKER_HOST: proxy.dockerHost });
  proxy.cutAt(at.write, at.moment === 'before' ? 'request' : 'answer', () => {
    child.kill('SIGKILL');
  });
  const { signal, exitCode, stderr } = await child;
  proxy.mend();
  const write = proxy.writes[at.write - 1];
  if (signal !== 'SIGKILL' || write === undefined) {
    throw new Error(`was not killed at write ${at.write}, but ended with ${exitCode}: ${stderr}`);
  }
  return `killed ${at.moment} write ${at.write}, ${write}`;
}

/** The writes of a command line that is let through to its end, in this process. */
export async function countWrites(
  fleet: Fleet,
  proxy: EngineProxy,
  argv: readonly string[],
): Promise<number> {
  proxy.reset();
  const { exitCode, stderr } = await fleet.run(argv, { DOCKER_HOST: proxy.dockerHost });
  if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${exitCode}: ${stderr}`);
  return proxy.writes.length;
}
