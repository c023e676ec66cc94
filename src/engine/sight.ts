import type { DesiredState } from '../core/model/desired.ts';
import { splitPodKey } from '../core/model/resource.ts';
import { type PodView, podViews } from '../core/views/pod-view.ts';
import { type TenantView, tenantViews } from '../core/views/tenant-view.ts';
import { takeLiveLooks } from './live-looks.ts';
import { observeState } from './observe.ts';
import type { Workspace } from './workspace.ts';

/** Tenants and pods as they are now, without any manifest. */
export interface Sight {
  readonly tenants: readonly TenantView[];
  readonly pods: readonly PodView[];
}

/** Whose things may be looked at; undefined: everybody's. */
export type Scope = { readonly name: string; readonly uid: string } | undefined;

const NOTHING_DESIRED: DesiredState = { tenants: [], pods: [], warnings: [] };

/** `local`: whether the Engine's published ports are on this machine. */
export async function takeSight(
  workspace: Workspace,
  scope: Scope,
  local: boolean,
): Promise<Sight> {
  const isShown = (tenant: string): boolean => scope === undefined || tenant === scope.name;
  const seen = await observeState(within(workspace, scope), NOTHING_DESIRED, { refresh: true });
  const observed = {
    ...seen,
    containers: seen.containers.filter(({ pod }) => isShown(splitPodKey(pod).tenant)),
    networks: seen.networks.filter(({ tenant }) => isShown(tenant)),
  };
  const now = workspace.clock.now();
  const live = await takeLiveLooks(workspace.runtime, { observed, about: () => true, local, now });
  const options = { live, proxy: workspace.settings.proxy };
  return {
    tenants: tenantViews(observed, NOTHING_DESIRED, options),
    pods: podViews(observed, NOTHING_DESIRED, options),
  };
}

/** The records come from the tenant's own view, where the database gives no others. */
function within(workspace: Workspace, scope: Scope): Workspace {
  if (scope === undefined) return workspace;
  const { store } = workspace;
  return { ...workspace, store: { ...store, load: () => store.asTenant(scope.uid).load() } };
}
