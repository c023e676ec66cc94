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

/** What the database remembers and what is on the Engine. */
export async function observeState(
  workspace: Workspace,
  desired: DesiredState,
  { refresh }: ObserveOptions,
): Promise<ObservedState> {
  const { runtime, store, settings } = workspace;
  const images = [...new Set(desired.pods.map((pod) => pod.spec.image))].sort();
  const request = { instance: settings.instance, images, ports: settings.ports };
  if (!refresh) {
    const [snapshot, records] = await Promise.all([
      runtime.observe({ ...request, detail: false }),
      store.load(),
    ]);
    return { ...snapshot, records };
  }
  // The memory comes first: it tells what need not be read again.
  const records = await store.load();
  const expected = expectedConfigs(records);
  return { ...(await runtime.observe({ ...request, detail: true, expected })), records };
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
