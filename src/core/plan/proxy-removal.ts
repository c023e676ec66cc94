import type { DesiredState } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { FieldChange, SubjectPlan } from '../model/operation.ts';
import { PROXY_SUBJECT, tenantSubject } from '../model/resource.ts';
import { goes } from './deletion.ts';
import type { PlanOptions } from './options.ts';
import type { Chain, PlanBuilder } from './plan-builder.ts';
import { proxyNames } from './proxy-situation.ts';

/** Grace of a proxy that nobody can be talking through any more. */
const GRACE_SECONDS = 2;

/**
 * Takes the proxy away with the last tenant. Certificates that a public authority gave are kept: it
 * gives only so many a week.
 */
export function planProxyRemoval(
  builder: PlanBuilder,
  desired: DesiredState,
  observed: ObservedState,
  options: PlanOptions,
): void {
  const { proxy, records, networks } = observed;
  if (builder.subjects.some(({ subject }) => subject === PROXY_SUBJECT)) return;
  const { certificates, routes } = proxyNames(options.instance);
  // Somebody else's proxy goes on reading the routes, and there may be tenants again.
  const isKept = (volume: string) => volume === routes && options.proxy.mode === 'external';
  const volumes = proxy.volumes.filter((volume) => !isKept(volume));
  const exists = isManagedThere(observed) || volumes.length > 0;
  if (!options.prune.enabled || !exists || desired.tenants.length > 0) return;
  const deleted = new Set<string>(
    builder.subjects.filter(({ verdict }) => verdict === 'delete').map(({ subject }) => subject),
  );
  const names = [
    ...records.tenants.map(({ name }) => name),
    ...networks.map(({ tenant }) => tenant),
  ];
  if (names.some((name) => !deleted.has(tenantSubject(name)))) return;
  const cause = 'no tenant is left';
  const chain = builder.chain(PROXY_SUBJECT, cause, lastOperations(builder));
  builder.changes.push(...removeManaged(chain, observed));
  for (const volume of volumes) {
    if (volume === certificates && options.proxy.acme !== undefined) continue;
    chain.step({ kind: 'volume.remove', volume });
  }
  builder.subjects.push(removal(cause));
}

/** Frees the ports for whatever routes from now on; what the volumes hold may be wanted again. */
export function retireProxy(builder: PlanBuilder, observed: ObservedState): void {
  if (!isManagedThere(observed)) return;
  const cause = 'AGENTPOD_PROXY is off';
  const chain = builder.chain(PROXY_SUBJECT, cause);
  builder.changes.push(...removeManaged(chain, observed));
  builder.subjects.push(removal(cause));
}

function isManagedThere({ proxy }: ObservedState): boolean {
  return proxy.networks.length > 0 || proxy.containers.some(({ role }) => role !== undefined);
}

function removal(cause: string): SubjectPlan {
  return { subject: PROXY_SUBJECT, verdict: 'delete', impact: 'none', secondsDown: 0, cause };
}

/** The containers of a proxy of our own, and the networks between them. */
export function removeManaged(chain: Chain, { proxy }: ObservedState): FieldChange[] {
  const ours = proxy.containers.filter(({ role }) => role !== undefined);
  for (const { name, state } of ours) {
    if (state === 'running')
      chain.step({ kind: 'container.stop', container: name, graceSeconds: GRACE_SECONDS });
    chain.step({ kind: 'container.remove', container: name });
  }
  for (const { name } of proxy.networks) chain.step({ kind: 'network.remove', network: name });
  return ours.map(({ name }) => goes(PROXY_SUBJECT, 'container', name, 'none'));
}

/** Everything that the tenants' ends consist of. */
function lastOperations({ operations }: PlanBuilder): number[] {
  return operations.filter(({ subject }) => subject.startsWith('tenant/')).map(({ id }) => id);
}
