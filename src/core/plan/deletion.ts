import { networkName } from '../desired/names.ts';
import type { ObservedVolume, PodRecord } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import { type PodKey, podSubject, type Subject, tenantSubject } from '../model/resource.ts';
import { proxyVolumeName } from '../proxy/names.ts';
import type { PlanOptions } from './options.ts';
import type { Chain, PlanBuilder } from './plan-builder.ts';
import type { ObservedIndex } from './pod-situation.ts';

const DEFAULT_CAUSE = 'in no manifest any more';
/** For a container that no record describes. */
const DEFAULT_GRACE_SECONDS = 10;

/** Plans the end of a pod; answers what its tenant must wait for. */
export function deletePod(
  builder: PlanBuilder,
  pod: PodKey,
  index: ObservedIndex,
  options: PlanOptions,
): readonly number[] {
  const subject = podSubject(pod);
  const cause = options.deletionCause ?? DEFAULT_CAUSE;
  const record = index.records.get(pod);
  const volumes = index.volumes.get(pod) ?? [];
  const state = volumes.find((volume) => volume.role === 'state');
  const dropsState = options.deleteVolumes === true || record?.deletionPolicy === 'delete';
  const losesData = state !== undefined && dropsState;
  const chain = builder.chain(subject, cause);
  removeContainers(builder, chain, pod, index, record);
  removeVolumes(
    chain,
    volumes.filter((volume) => volume.role !== 'state' || dropsState),
  );
  if (losesData) builder.changes.push(goes(subject, 'volume', state.name, 'data'));
  const applied = record?.applied;
  if (applied?.route !== undefined && routesAreThere(index, options)) {
    const { image } = applied.spec;
    chain.step({ kind: 'route.write', pod, image, route: {}, users: [] }, { bestEffort: true });
  }
  if (record !== undefined) chain.step({ kind: 'pod.forget', pod });
  builder.subjects.push({
    subject,
    verdict: 'delete',
    impact: losesData ? 'data' : 'recreate',
    secondsDown: 0,
    cause: state === undefined || dropsState ? cause : `${cause}; volume ${state.name} is kept`,
  });
  return chain.tail;
}

function routesAreThere({ state }: ObservedIndex, { instance }: PlanOptions): boolean {
  return state.proxy.volumes.includes(proxyVolumeName(instance, 'routes'));
}

function removeContainers(
  builder: PlanBuilder,
  chain: Chain,
  pod: PodKey,
  index: ObservedIndex,
  record: PodRecord | undefined,
): void {
  const graceSeconds = record?.applied?.spec.stopGraceSeconds ?? DEFAULT_GRACE_SECONDS;
  for (const { name, state } of index.containers.get(pod) ?? []) {
    if (state === 'running') chain.step({ kind: 'container.stop', container: name, graceSeconds });
    chain.step({ kind: 'container.remove', container: name }, { impact: 'recreate' });
    builder.changes.push(goes(podSubject(pod), 'container', name, 'recreate'));
  }
}

function removeVolumes(chain: Chain, volumes: readonly ObservedVolume[]): void {
  for (const { name, role } of volumes) {
    chain.step(
      { kind: 'volume.remove', volume: name },
      { impact: role === 'state' ? 'data' : 'none' },
    );
  }
}

/** Plans the end of a tenant, after its last pod. */
export function deleteTenant(
  builder: PlanBuilder,
  tenant: string,
  after: readonly number[],
  index: ObservedIndex,
  options: PlanOptions,
): void {
  const subject = tenantSubject(tenant);
  const network = networkName(options.instance, tenant);
  const cause = options.deletionCause ?? DEFAULT_CAUSE;
  const chain = builder.chain(subject, cause, after);
  if (index.state.networks.some((item) => item.name === network)) {
    for (const { name, networks } of index.state.proxy.containers) {
      if (networks[network] === undefined) continue;
      chain.step({ kind: 'network.disconnect', network, container: name });
    }
    chain.step({ kind: 'network.remove', network });
    builder.changes.push(goes(subject, 'network', network, 'none'));
  }
  if (index.state.records.tenants.some((record) => record.name === tenant)) {
    chain.step({ kind: 'tenant.forget', tenant });
  }
  builder.subjects.push({
    subject,
    verdict: 'delete',
    impact: 'none',
    secondsDown: 0,
    cause,
  });
}

/** A line of the plan for something that is there and will not be. */
export function goes(
  subject: Subject,
  path: string,
  name: string,
  impact: FieldChange['impact'],
): FieldChange {
  return { subject, section: 'pending', path, before: { value: name }, after: undefined, impact };
}
