import pLimit from 'p-limit';
import type { ObservedContainer } from '../../../core/model/observed.ts';
import type { PodKey } from '../../../core/model/resource.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ContainerRuntime } from '../../../ports/container-runtime.ts';
import type { UsageSample } from '../fleet.ts';

/** The Engine reads each of them from the kernel. */
const ASKED_AT_ONCE = 8;

interface Point {
  readonly container: string;
  /** In milliseconds. */
  readonly at: number;
  readonly cpuSeconds: number | undefined;
}

/** Memory as it is, and processor time as the difference of two looks. */
export class UsageWatch {
  readonly #runtime: Pick<ContainerRuntime, 'usage'>;
  readonly #clock: Pick<Clock, 'now'>;
  #before: ReadonlyMap<PodKey, Point> = new Map();

  constructor(runtime: Pick<ContainerRuntime, 'usage'>, clock: Pick<Clock, 'now'>) {
    this.#runtime = runtime;
    this.#clock = clock;
  }

  /** Of those that could be asked. */
  async take(
    containers: readonly ObservedContainer[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<PodKey, UsageSample>> {
    const limit = pLimit(ASKED_AT_ONCE);
    const points = new Map<PodKey, Point>();
    const samples = await limit.map([...containers], async ({ pod, id }) => {
      const use = signal.aborted ? undefined : await this.#runtime.usage(id).catch(() => undefined);
      if (use === undefined) return [];
      const { usedBytes, limitBytes, cpuSeconds } = use;
      const point = { container: id, at: this.#clock.now().getTime(), cpuSeconds };
      points.set(pod, point);
      const cpus = cores(this.#before.get(pod), point);
      return [[pod, { cpus, memoryBytes: usedBytes, limitBytes }] as const];
    });
    this.#before = points;
    return new Map(samples.flat());
  }
}

/** A container that was started anew counts from nothing. */
function cores(before: Point | undefined, now: Point): number | undefined {
  if (before === undefined || before.container !== now.container) return undefined;
  const seconds = (now.at - before.at) / 1000;
  const used = (now.cpuSeconds ?? Number.NaN) - (before.cpuSeconds ?? Number.NaN);
  return seconds > 0 && used >= 0 ? used / seconds : undefined;
}
