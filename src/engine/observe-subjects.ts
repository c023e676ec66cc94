import type { ObservedState } from '../core/model/observed.ts';
import type { Workspace } from './workspace.ts';

/** Tenants and pods, on the Engine and on record. */
export type ObservedSubjects = Pick<ObservedState, 'containers' | 'networks' | 'records'>;

/** One quick look without all that only a plan needs: cheap enough to be taken twice a second. */
export async function observeSubjects({
  runtime,
  store,
  settings,
}: Workspace): Promise<ObservedSubjects> {
  const { instance, ports } = settings;
  const [{ containers, networks }, records] = await Promise.all([
    runtime.observe({ instance, ports, images: [], detail: false }),
    store.load(),
  ]);
  return { containers, networks, records };
}
