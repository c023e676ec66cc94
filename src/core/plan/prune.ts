import type { DesiredState } from '../model/desired.ts';
import {
  type PodKey,
  podSubject,
  type Subject,
  splitPodKey,
  tenantSubject,
} from '../model/resource.ts';
import { deletePod, deleteTenant } from './deletion.ts';
import type { PlanOptions } from './options.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { ObservedIndex } from './pod-situation.ts';

/** What this instance has on the Engine or in its records and no manifest names. */
export interface Surplus {
  readonly pods: readonly PodKey[];
  readonly tenants: readonly string[];
}

export function surplusOf(
  desired: DesiredState,
  index: ObservedIndex,
  options: Pick<PlanOptions, 'only' | 'deleteVolumes'>,
): Surplus {
  const wantedPods = new Set(desired.pods.map((pod) => pod.key));
  const wantedTenants = new Set(desired.tenants.map((tenant) => tenant.name));
  // A retained volume alone is no pod: it waits for its owner or for `--volumes`.
  const pods = new Set([...index.records.keys(), ...index.containers.keys()]);
  if (options.deleteVolumes) for (const key of index.volumes.keys()) pods.add(key);
  const tenants = new Set([
    ...index.state.records.tenants.map((record) => record.name),
    ...index.state.networks.map((network) => network.tenant),
  ]);
  return {
    pods: [...pods]
      .filter((key) => !wantedPods.has(key) && inScope(podSubject(key), options))
      .sort(),
    tenants: [...tenants]
      .filter((name) => !wantedTenants.has(name) && inScope(tenantSubject(name), options))
      .sort(),
  };
}

export function inScope(subject: Subject, options: Pick<PlanOptions, 'only'>): boolean {
  return options.only === undefined || options.only.has(subject);
}

/** Why nothing may be applied; empty when the guards are satisfied. */
export function guardPrune(
  desired: DesiredState,
  surplus: Surplus,
  options: PlanOptions,
): string[] {
  const { enabled, allowEmpty, maxDeletes } = options.prune;
  const count = surplus.pods.length;
  if (!enabled || (count === 0 && surplus.tenants.length === 0)) return [];
  const refusals: string[] = [];
  if (desired.pods.length === 0 && desired.tenants.length === 0 && !allowEmpty) {
    refusals.push(
      'the manifests are empty, and pruning would delete everything; if that is meant, add --prune-allow-empty',
    );
  }
  if (count > maxDeletes) {
    refusals.push(
      `${count} pods would be deleted (${surplus.pods.join(', ')}), more than --max-deletes ${maxDeletes} allows`,
    );
  }
  return refusals;
}

/** Plans the deletion of what is surplus, or only says that it is there. */
export function planPrune(
  builder: PlanBuilder,
  surplus: Surplus,
  index: ObservedIndex,
  options: PlanOptions,
): void {
  if (!options.prune.enabled) {
    const names = [...surplus.tenants.map(tenantSubject), ...surplus.pods.map(podSubject)];
    if (names.length > 0)
      builder.warnings.push(`in no manifest, left alone without --prune: ${names.join(', ')}`);
    return;
  }
  const done = new Map<string, number[]>();
  for (const pod of surplus.pods) {
    const { tenant } = splitPodKey(pod);
    done.set(tenant, [...(done.get(tenant) ?? []), ...deletePod(builder, pod, index, options)]);
  }
  for (const tenant of surplus.tenants) {
    const kept = keptFor(tenant, index, options);
    if (kept !== undefined) builder.warnings.push(kept);
    else deleteTenant(builder, tenant, done.get(tenant) ?? [], index, options);
  }
}

/** Stored secrets are in no manifest, so a tenant that has some goes only when a person names it. */
function keptFor(
  name: string,
  { state }: ObservedIndex,
  { deletionCause }: PlanOptions,
): string | undefined {
  const record = state.records.tenants.find((tenant) => tenant.name === name);
  if (deletionCause !== undefined || record?.storedSecrets === undefined) return undefined;
  const secrets = record.storedSecrets.join(', ');
  return `${tenantSubject(name)} is in no manifest and is kept, since it has stored secrets (${secrets}); agentpod delete tenant ${name} forgets them too`;
}
