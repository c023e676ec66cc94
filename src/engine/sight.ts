import type { DesiredState } from '../core/model/desired.ts';
import type { ObservedState } from '../core/model/observed.ts';
import { splitPodKey } from '../core/model/resource.ts';
import type { PodView, ViewOptions } from '../core/views/pod-view.ts';
import { type TenantView, tenantViews } from '../core/views/tenant-view.ts';
import { takeLiveLooks } from './live-looks.ts';
import { observeState } from './observe.ts';
import type { Workspace } from './workspace.ts';

/** Tenants and pods as they are now, without any manifest. */
export interface Sight {
  readonly tenants: readonly TenantView[];
  readonly pods: readonly PodView[];
}

/** Whose things may be seen; undefined: everybody's. */
export type Scope = { readonly name: string; readonly uid: string } | undefined;

/** What tenants and pods are shown from. */
export type SeenState = Pick<ObservedState, 'containers' | 'networks' | 'records'>;

interface SightOptions {
  readonly scope: Scope;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

const NOTHING_DESIRED: DesiredState = { tenants: [], pods: [], warnings: [] };

/** The whole of it, for `takeSight` to show each what is theirs. */
export function observeAll(workspace: Workspace): Promise<ObservedState> {
  return observeState(workspace, NOTHING_DESIRED, { refresh: true });
}

/** Only agents that are shown are asked how they are. */
export async function takeSight(
  workspace: Workspace,
  world: SeenState,
  { scope, local }: SightOptions,
): Promise<Sight> {
  const observed = scope === undefined ? world : await narrowed(workspace, world, scope);
  const now = workspace.clock.now();
  const live = await takeLiveLooks(workspace.runtime, { observed, about: () => true, local, now });
  return sightOf(observed, { live, proxy: workspace.settings.proxy });
}

export function sightOf(observed: SeenState, options: ViewOptions): Sight {
  const tenants = tenantViews(observed, NOTHING_DESIRED, options);
  // Each pod is some tenant's, and theirs come sorted by name; keys sort otherwise where a name is
  // the beginning of another.
  const pods = tenants.flatMap((tenant) => tenant.pods).sort((a, b) => (a.key < b.key ? -1 : 1));
  return { tenants, pods };
}

/** The records come from the tenant's own view, where the database gives no others. */
export async function narrowed(
  { store }: Pick<Workspace, 'store'>,
  world: SeenState,
  { name, uid }: NonNullable<Scope>,
): Promise<SeenState> {
  return {
    records: await store.asTenant(uid).load(),
    containers: world.containers.filter(({ pod }) => splitPodKey(pod).tenant === name),
    networks: world.networks.filter(({ tenant }) => tenant === name),
  };
}
