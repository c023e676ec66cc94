import { LABEL, namePrefix, podKeyFromLabels } from '../../src/core/desired/names.ts';
import type { VolumeRole } from '../../src/core/model/container.ts';
import type { JsonValue } from '../../src/core/model/json.ts';
import type {
  ContainerDetail,
  ForeignObject,
  ObservedContainer,
  ObservedFile,
  ObservedVolume,
} from '../../src/core/model/observed.ts';
import type { ObservedProxy, ProxyRole } from '../../src/core/model/proxy.ts';
import type { ObserveRequest, RuntimeSnapshot } from '../../src/ports/container-runtime.ts';
import {
  type FakeContainer,
  type FakeNetwork,
  type FakeVolume,
  hostPorts,
  type Labels,
} from './fake-objects.ts';

/** How the fake Engine tells of what it holds. */
export interface FakeHoldings {
  readonly containers: ReadonlyMap<string, FakeContainer>;
  readonly networks: ReadonlyMap<string, FakeNetwork>;
  readonly volumes: ReadonlyMap<string, FakeVolume>;
  readonly images: ReadonlyMap<string, string>;
  readonly busyPorts: ReadonlySet<number>;
  readonly busySubnets: ReadonlySet<string>;
}

export function takeSnapshot(held: FakeHoldings, request: ObserveRequest): RuntimeSnapshot {
  const { instance, ports, detail, images } = request;
  const foreignNetworks = [...held.networks.values()].filter((item) => !isOurs(item, instance));
  const foreignSubnets = foreignNetworks.map((network) => network.subnet);
  return {
    containers: ownSorted(held.containers, instance, (name, item) => {
      const container = observedContainer(name, item);
      return container && detail
        ? {
            ...container,
            detail: withExpected(containerDetail(item, held.volumes), item, held, request),
          }
        : container;
    }),
    networks: ownSorted(held.networks, instance, (name, { id, subnet, bridge, labels }) => {
      const tenant = labels[LABEL.tenant];
      return tenant === undefined ? undefined : { name, id, subnet, bridge, tenant };
    }),
    proxy: observedProxy(held, request),
    volumes: ownSorted(held.volumes, instance, observedVolume),
    foreign: foreignObjects(held, instance),
    busyPorts: busyPorts(held, instance).filter(
      (item) => item >= ports.first && item <= ports.last,
    ),
    busyAddresses: busyAddresses(held, instance),
    busySubnets: [...held.busySubnets, ...foreignSubnets].sort(),
    images: Object.fromEntries([...held.images].filter(([item]) => images.includes(item))),
  };
}

function observedProxy(
  held: FakeHoldings,
  { instance, externalProxy }: ObserveRequest,
): ObservedProxy {
  const partOf = ({ labels }: { readonly labels: Labels }) => proxyPart(labels);
  return {
    containers: [...held.containers]
      .filter(([name, item]) => name === externalProxy || (isOurs(item, instance) && partOf(item)))
      .map(([name, { state, labels, imageId, addresses = {} }]) => ({
        name,
        role: proxyPart(labels) as ProxyRole | undefined,
        state,
        specHash: labels[LABEL.specHash] ?? '',
        imageId,
        networks: addresses,
      })),
    networks: ownSorted(held.networks, instance, (name, item) =>
      partOf(item) === undefined ? undefined : { name, subnet: item.subnet },
    ),
    volumes: ownSorted(held.volumes, instance, (name, item) =>
      partOf(item) === undefined ? undefined : name,
    ),
  };
}

/** A role without a pod. */
function proxyPart(labels: Labels): string | undefined {
  return podKeyFromLabels(labels) === undefined ? labels[LABEL.role] : undefined;
}

/** Files whose stat is as expected are not read: the answer is the list that was expected. */
function withExpected(
  detail: ContainerDetail,
  item: FakeContainer,
  held: FakeHoldings,
  { expected }: ObserveRequest,
): ContainerDetail {
  const pod = podKeyFromLabels(item.labels);
  const wanted = pod && expected?.get(pod);
  const volume = held.volumes.get(item.volumes.config ?? '');
  const same = wanted?.stats.every(({ path, size, nanos }) => {
    const file = volume?.files.get(path);
    return file?.content.length === size && file.nanos === nanos;
  });
  return wanted && volume && same ? { ...detail, configFiles: wanted.files } : detail;
}

function busyPorts(held: FakeHoldings, instance: string): number[] {
  const others = [...held.containers.values()].filter((item) => !isOurs(item, instance));
  const published = others.filter((item) => item.state === 'running').flatMap(hostPorts);
  return [...new Set([...held.busyPorts, ...published])].sort((a, b) => a - b);
}

function busyAddresses(held: FakeHoldings, instance: string): string[] {
  const others = [...held.containers.values()].filter((item) => !isOurs(item, instance));
  return others
    .flatMap(({ state, spec }) => (state === 'running' ? spec.address || [] : []))
    .sort();
}

function isOurs({ labels }: { readonly labels: Labels }, instance: string): boolean {
  return labels[LABEL.managed] === 'true' && labels[LABEL.instance] === instance;
}

function ownSorted<T extends { readonly labels: Labels }, R>(
  map: ReadonlyMap<string, T>,
  instance: string,
  toResult: (name: string, item: T) => R | undefined,
): R[] {
  const own = [...map].filter(([, item]) => isOurs(item, instance)).sort();
  return own.map(([name, item]) => toResult(name, item)).filter((item) => item !== undefined);
}

function foreignObjects(held: FakeHoldings, instance: string): ForeignObject[] {
  const { containers, networks, volumes } = held;
  const maps = { container: containers, network: networks, volume: volumes };
  return Object.entries(maps)
    .flatMap(([kind, map]) => [...map].map(([name, item]) => ({ kind, name, item })))
    .filter(
      ({ name, item }) => name.startsWith(`${namePrefix(instance)}_`) && !isOurs(item, instance),
    )
    .map(({ kind, name, item }) => foreignObject(kind as keyof typeof maps, name, item.labels));
}

/** Undefined when the labels are not a pod's. */
function observedContainer(name: string, container: FakeContainer): ObservedContainer | undefined {
  const { id, labels, state, spec, imageId } = container;
  const pod = podKeyFromLabels(labels);
  if (pod === undefined) return undefined;
  return {
    id,
    name,
    pod,
    uid: labels[LABEL.uid] ?? '',
    generation: Number(labels[LABEL.generation] ?? 0),
    state,
    specHash: labels[LABEL.specHash] ?? '',
    contentHash: labels[LABEL.contentHash] ?? '',
    imageRef: spec.image,
    imageId,
    labels: { ...spec.labels, ...labels },
    networks: spec.networks,
    addresses: state === 'running' && spec.address ? [spec.address] : [],
    publish: state === 'running' ? spec.publish : [],
  };
}

export function containerDetail(
  container: FakeContainer,
  volumes: ReadonlyMap<string, FakeVolume>,
): ContainerDetail {
  const config = volumes.get(container.volumes.config ?? '');
  const { spec, exitCode, oomKilled, restartCount, startedAt, stuck } = container;
  const files = config === undefined ? [] : configFiles(config);
  const seen = { spec, exitCode, oomKilled, restartCount, startedAt, configFiles: files };
  return stuck ? { ...seen, stuck } : seen;
}

function configFiles(volume: FakeVolume): ObservedFile[] {
  const paths = [...volume.files.keys()].sort();
  return paths.map((path) => {
    const { content, nanos = 0 } = volume.files.get(path) ?? {};
    const text = new TextDecoder().decode(content);
    const modifiedAt = new Date(Date.UTC(2026, 10, 24) + nanos).toISOString();
    return { path, content: path.endsWith('.json') ? parseOr(text) : text, modifiedAt };
  });
}

function parseOr(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function observedVolume(name: string, { labels }: FakeVolume): ObservedVolume | undefined {
  const pod = podKeyFromLabels(labels);
  const role = labels[LABEL.role] as VolumeRole | undefined;
  if (pod === undefined || role === undefined) return undefined;
  const generation = role === 'state' ? 0 : Number(labels[LABEL.generation] ?? 0);
  return { name, pod, uid: labels[LABEL.uid] ?? '', role, generation };
}

function foreignObject(kind: ForeignObject['kind'], name: string, labels: Labels): ForeignObject {
  const instance = labels[LABEL.instance];
  return { kind, name, owner: instance ? `AgentPod instance "${instance}"` : 'somebody else' };
}
