import type { ContainerUse } from '../../ports/container-runtime.ts';
import { readCgroup } from './cgroup.ts';
import { type Engine, enginePath } from './engine.ts';

/** Of one sample; a container that does not run has an empty one. */
interface RawStats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: {
      /** cgroup v2. */
      readonly inactive_file?: number;
      /** cgroup v1. */
      readonly total_inactive_file?: number;
    };
  };
}

/** A busy Engine answers late, and health is asked of many pods at once. */
const SECONDS = 5;
/** cgroup v1 says this, rounded to a page, where there is no limit. */
const NO_LIMIT = 2 ** 62;

/** As `docker stats` counts it. */
export async function containerUse(
  engine: Engine,
  container: string,
): Promise<ContainerUse | undefined> {
  const read = engine.host.local ? readCgroup(container) : undefined;
  if (read !== undefined) return read;
  const raw = await engine.find<RawStats>({
    method: 'GET',
    path: enginePath('containers', container, 'stats'),
    query: { stream: false, 'one-shot': true },
    seconds: SECONDS,
    doing: `asking what ${container} uses`,
  });
  const { usage, limit = 0, stats } = raw?.memory_stats ?? {};
  const nanoseconds = raw?.cpu_stats?.cpu_usage?.total_usage ?? 0;
  if (usage === undefined) return undefined;
  const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return {
    usedBytes: Math.max(0, usage - cache),
    limitBytes: limit >= NO_LIMIT ? 0 : limit,
    cpuSeconds: nanoseconds / 1e9,
  };
}
