import { expectedFile } from '../core/desired/config-text.ts';
import type { DesiredState } from '../core/model/desired.ts';
import type { ObservedState, StateRecords } from '../core/model/observed.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { ExpectedConfig } from '../ports/container-runtime.ts';
import type { Workspace } from './workspace.ts';

export interface ObserveOptions {
  /** Look into every container and its config, not only at the list. */
  readonly refresh: boolean;
}

/**
 * What the database remembers and what is on the Engine. The memory comes first: it tells what need
 * not be read again.
 */
export async function observeState(
  workspace: Workspace,
  desired: DesiredState,
  { refresh }: ObserveOptions,
): Promise<ObservedState> {
  const { runtime, store, settings } = workspace;
  const records = await store.load();
  const snapshot = await runtime.observe({
    instance: settings.instance,
    detail: refresh,
    images: [...new Set(desired.pods.map((pod) => pod.spec.image))].sort(),
    ports: settings.ports,
    ...(refresh ? { expected: expectedConfigs(records) } : {}),
  });
  return { ...snapshot, records };
}

function expectedConfigs({ pods }: StateRecords): Map<PodKey, ExpectedConfig> {
  return new Map(
    pods.flatMap(({ key, applied }) =>
      applied === undefined
        ? []
        : [[key, { files: applied.files, stats: applied.files.map(expectedFile) }]],
    ),
  );
}
