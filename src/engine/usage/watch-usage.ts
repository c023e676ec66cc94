import pLimit from 'p-limit';
import type { PodKey } from '../../core/model/resource.ts';
import type { OnLoopEvent, UsageSample } from '../loop/loop-event.ts';
import type { Workspace } from '../workspace.ts';

export interface UsageParts {
  readonly workspace: Pick<Workspace, 'runtime' | 'clock' | 'settings'>;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Containers that run, as they are known now. */
  readonly targets: () => readonly { readonly key: PodKey; readonly id: string }[];
  readonly onLoopEvent: OnLoopEvent;
}

const INTERVAL_MS = 10_000;
const SPREAD = 0.2;
/** Where the Engine has to be asked, it is asked one after the other. */
const CONCURRENCY = 2;
/** Counting files is work for the disk. */
const VOLUMES_MS = 600_000;
const VOLUMES_SECONDS = 120;
/** The first passes have other work for the Engine. */
const FIRST_VOLUMES_MS = 60_000;

/** Measures pods until the signal aborts; never rejects. */
export async function watchUsage(parts: UsageParts, signal: AbortSignal): Promise<void> {
  const { clock } = parts.workspace;
  const now = (): number => clock.now().getTime();
  let volumesAt = now() + FIRST_VOLUMES_MS;
  let counting: Promise<void> | undefined;
  while (!signal.aborted) {
    await measure(parts, signal);
    if (now() >= volumesAt && parts.targets().length > 0) {
      volumesAt = now() + VOLUMES_MS;
      counting = countVolumes(parts);
    }
    await clock.sleep(Math.round(INTERVAL_MS * (1 - SPREAD * parts.random())), signal);
  }
  await counting;
}

async function measure(parts: UsageParts, signal: AbortSignal): Promise<void> {
  const { workspace, targets, onLoopEvent } = parts;
  const limit = pLimit(CONCURRENCY);
  const found = await limit.map([...targets()], async ({ key, id }): Promise<UsageSample[]> => {
    if (signal.aborted) return [];
    // An Engine that is away is told elsewhere.
    const use = await workspace.runtime.usage(id).catch(() => undefined);
    return use === undefined ? [] : [{ pod: key, id, ...use }];
  });
  if (signal.aborted) return;
  const samples = found.flat();
  onLoopEvent({ kind: 'usage', at: workspace.clock.now().getTime(), samples });
}

async function countVolumes({ workspace, onLoopEvent }: UsageParts): Promise<void> {
  const { runtime, settings } = workspace;
  const sizes = await runtime
    .volumeSizes(settings.instance, VOLUMES_SECONDS)
    .catch(() => undefined);
  if (sizes !== undefined) onLoopEvent({ kind: 'volumes', sizes });
}
