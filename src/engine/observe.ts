import type { DesiredState } from '../core/model/desired.ts';
import type { ObservedState } from '../core/model/observed.ts';
import type { Workspace } from './workspace.ts';

export interface ObserveOptions {
  /** Look into every container and its config, not only at the list. */
  readonly refresh: boolean;
}

/** One round of reads, all at once: what is on the Engine and what the database remembers. */
export async function observeState(
  workspace: Workspace,
  desired: DesiredState,
  { refresh }: ObserveOptions,
): Promise<ObservedState> {
  const { runtime, store, settings } = workspace;
  const [snapshot, records] = await Promise.all([
    runtime.observe({
      instance: settings.instance,
      detail: refresh,
      images: [...new Set(desired.pods.map((pod) => pod.spec.image))].sort(),
      ports: settings.ports,
    }),
    store.load(),
  ]);
  return { ...snapshot, records };
}
