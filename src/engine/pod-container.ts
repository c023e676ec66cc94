import { AgentPodError } from '../core/model/errors.ts';
import type { ObservedContainer } from '../core/model/observed.ts';
import type { PodKey } from '../core/model/resource.ts';
import { newestContainer } from '../core/views/pod-view.ts';
import { requireFound } from './require-found.ts';
import type { Workspace } from './workspace.ts';

/** Finds the container of a pod that somebody named; `NotFound`, or `NoContainer` (Waiting). */
export async function podContainer(workspace: Workspace, key: PodKey): Promise<ObservedContainer> {
  const { instance, ports } = workspace.settings;
  const snapshot = await workspace.runtime.observe({ instance, ports, detail: false, images: [] });
  const container = newestContainer(snapshot.containers, key);
  if (container !== undefined) return container;
  return missing(
    key,
    (await workspace.store.load()).pods.map((record) => record.key),
    snapshot.containers,
  );
}

function missing(
  key: PodKey,
  recorded: readonly PodKey[],
  containers: readonly ObservedContainer[],
): never {
  const known = [...new Set([...recorded, ...containers.map(({ pod }) => pod)])];
  requireFound('pod', key, known, (item) => item);
  throw new AgentPodError('Waiting', 'NoContainer', `pod ${key} has no container`, {
    hint: 'apply its manifest to bring it up',
  });
}
