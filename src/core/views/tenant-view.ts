import type { DesiredState, DesiredTenant } from '../model/desired.ts';
import type { ObservedNetwork, ObservedState, TenantRecord } from '../model/observed.ts';
import { type ObservedPods, type PodView, podViews, type ViewOptions } from './pod-view.ts';

/** One tenant as `get` and `describe` show it. */
export interface TenantView {
  readonly name: string;
  readonly record: TenantRecord | undefined;
  readonly network: ObservedNetwork | undefined;
  readonly desired: DesiredTenant | undefined;
  readonly pods: readonly PodView[];
}

export function tenantViews(
  observed: ObservedPods & Pick<ObservedState, 'networks'>,
  desired: DesiredState,
  options: ViewOptions = {},
): TenantView[] {
  const pods = podViews(observed, desired, options);
  const names = new Set<string>([
    ...observed.records.tenants.map(({ name }) => name),
    ...observed.networks.map(({ tenant }) => tenant),
    ...desired.tenants.map(({ name }) => name),
    ...pods.map(({ tenant }) => tenant),
  ]);
  return [...names].sort().map((name) => ({
    name,
    record: observed.records.tenants.find((item) => item.name === name),
    network: observed.networks.find((item) => item.tenant === name),
    desired: desired.tenants.find((item) => item.name === name),
    pods: pods.filter((pod) => pod.tenant === name),
  }));
}

export function readyPods(tenant: TenantView): number {
  return tenant.pods.filter(({ ready }) => ready === 'True').length;
}
