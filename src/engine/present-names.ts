import { containerName } from '../core/desired/names.ts';
import type { Action } from '../core/model/operation.ts';
import type { Workspace } from './workspace.ts';

/**
 * The same actions by the names that containers have now: somebody may have renamed one since it was
 * made, and what goes back must not start the old process while that one is up.
 */
export async function byPresentNames(
  { runtime, settings: { instance, ports } }: Pick<Workspace, 'runtime' | 'settings'>,
  actions: readonly Action[],
): Promise<readonly Action[]> {
  if (!actions.some(({ kind }) => kind === 'container.remove')) return actions;
  try {
    const seen = await runtime.observe({ instance, ports, images: [], detail: false });
    const present = new Map(
      seen.containers.map(({ pod, generation, name }) => [
        containerName(instance, pod, generation),
        name,
      ]),
    );
    return actions.map((action) =>
      'container' in action
        ? { ...action, container: present.get(action.container) ?? action.container }
        : action,
    );
  } catch {
    // Whatever is wrong, most of going back may succeed all the same.
    return actions;
  }
}
