import pLimit from 'p-limit';
import { namePrefix } from '../../core/desired/names.ts';
import type { ContainerState, ObservedContainer, ObservedFile } from '../../core/model/observed.ts';
import type {
  ContainerStatus,
  ExpectedConfig,
  ObserveRequest,
  RuntimeSnapshot,
} from '../../ports/container-runtime.ts';
import { inRange, listeningPorts } from './busy-ports.ts';
import { areAsExpected, readConfigFiles } from './config-files.ts';
import { inspectContainer } from './containers.ts';
import type { Engine } from './engine.ts';
import type { RawListedContainer, RawNetwork, RawVolume, RawVolumeList } from './engine-types.ts';
import {
  addressesOf,
  isOurs,
  listedName,
  publishedPorts,
  subnetsOf,
  toForeign,
  toObservedContainer,
  toObservedNetwork,
  toObservedVolume,
} from './from-engine.ts';
import { type ImageConfigs, imageIds } from './images.ts';
import { toObservedSpec } from './observed-spec.ts';
import { toObservedProxyContainer, toProxyNetwork, toProxyVolume } from './proxy-from-engine.ts';
import { isStuck } from './stuck.ts';

/** More at once only makes the Engine's own locks busy. */
const DETAIL_CONCURRENCY = 16;

interface Listed {
  readonly containers: readonly RawListedContainer[];
  readonly networks: readonly RawNetwork[];
  readonly volumes: readonly RawVolume[];
  /** On this machine, in the range; empty for a remote Engine. */
  readonly listening: readonly number[];
}

/**
 * One list call per kind, in parallel and without filters: a filtered one would save the Engine
 * nothing, and what is not ours is needed too (names, ports, subnets that are taken).
 */
export async function observe(
  engine: Engine,
  images: ImageConfigs,
  request: ObserveRequest,
): Promise<RuntimeSnapshot> {
  const listed = await listAll(engine, request);
  const ids = imageIds(engine, request.images, listed.containers);
  const containers = sortByName(
    present(
      listed.containers
        .filter((raw) => isOurs(raw.Labels, request.instance))
        .map(toObservedContainer),
    ),
  );
  const [imagesFound, detailed] = await Promise.all([
    ids,
    request.detail ? addDetails(engine, images, containers, request.expected) : containers,
  ]);
  return {
    containers: detailed,
    ...networksOf(listed, request.instance),
    proxy: proxyOf(listed, request),
    volumes: volumesOf(listed, request.instance),
    foreign: foreignOf(listed, request.instance),
    busyPorts: busyPortsOf(listed, request),
    busyAddresses: busyAddressesOf(listed, request.instance),
    images: imagesFound,
  };
}

async function listAll(engine: Engine, request: ObserveRequest): Promise<Listed> {
  const get = <T>(path: string, kind: string, query = {}): Promise<T> =>
    engine.json<T>({ method: 'GET', path, query, doing: `listing ${kind}` });
  const [containers, networks, volumes, listening] = await Promise.all([
    get<RawListedContainer[]>('/containers/json', 'containers', { all: true }),
    get<RawNetwork[]>('/networks', 'networks'),
    get<RawVolumeList>('/volumes', 'volumes'),
    engine.host.local ? listeningPorts(request.ports) : [],
  ]);
  return { containers, networks, volumes: volumes.Volumes ?? [], listening };
}

/** Drops a container that was removed while we looked. */
async function addDetails(
  engine: Engine,
  images: ImageConfigs,
  containers: readonly ObservedContainer[],
  expected: ObserveRequest['expected'],
): Promise<ObservedContainer[]> {
  const limit = pLimit(DETAIL_CONCURRENCY);
  const detailed = await Promise.all(
    containers.map((container) =>
      limit(async () => {
        const status = await containerStatus(engine, images, container.id);
        if (status === undefined) return undefined;
        const { id: _id, state, ...detail } = status;
        const configFiles = await configFilesOf(engine, status, expected?.get(container.pod));
        return {
          ...container,
          state,
          imageRef: detail.spec.image,
          detail: { ...detail, configFiles },
        };
      }),
    ),
  );
  return present(detailed);
}

/** Undefined when there is no such container. */
export async function containerStatus(
  engine: Engine,
  images: ImageConfigs,
  container: string,
): Promise<ContainerStatus | undefined> {
  const raw = await inspectContainer(engine, container);
  if (raw === undefined) return undefined;
  return {
    id: raw.Id,
    state: raw.State.Status as ContainerState,
    spec: toObservedSpec(raw, await images(raw.Image)),
    exitCode: raw.State.ExitCode ?? 0,
    oomKilled: raw.State.OOMKilled === true,
    restartCount: raw.RestartCount ?? 0,
    startedAt: startTime(raw.State.StartedAt),
    configFiles: undefined,
    ...(isStuck(raw.State) ? { stuck: true } : {}),
  };
}

async function configFilesOf(
  engine: Engine,
  { id, spec }: ContainerStatus,
  expected: ExpectedConfig | undefined,
): Promise<readonly ObservedFile[] | undefined> {
  const config = spec.mounts.find((mount) => mount.role === 'config');
  if (config === undefined) return [];
  const { target } = config;
  if (expected && (await areAsExpected(engine, id, target, expected.stats))) return expected.files;
  return readConfigFiles(
    engine,
    id,
    target,
    expected?.files.map(({ path }) => path),
  );
}

/** The Engine writes Go's zero time for "never". */
function startTime(time: string | undefined): string {
  return time === undefined || time.startsWith('0001-') ? '' : time;
}

function networksOf(
  listed: Listed,
  instance: string,
): Pick<RuntimeSnapshot, 'networks' | 'busySubnets'> {
  const ours = new Map(
    listed.networks
      .filter((raw) => isOurs(raw.Labels, instance))
      .flatMap((raw) => {
        const network = toObservedNetwork(raw);
        return network === undefined ? [] : [[raw.Id, network] as const];
      }),
  );
  const others = listed.networks.filter((raw) => !ours.has(raw.Id));
  return {
    networks: sortByName([...ours.values()]),
    busySubnets: [...new Set(others.flatMap(subnetsOf))].sort(),
  };
}

function proxyOf(
  listed: Listed,
  { instance, externalProxy }: ObserveRequest,
): RuntimeSnapshot['proxy'] {
  const ours = <T extends { readonly Labels: RawListedContainer['Labels'] }>(items: readonly T[]) =>
    items.filter(({ Labels }) => isOurs(Labels, instance));
  return {
    containers: sortByName(
      present(
        listed.containers.map((raw) =>
          toObservedProxyContainer(raw, isOurs(raw.Labels, instance), externalProxy),
        ),
      ),
    ),
    networks: sortByName(present(ours(listed.networks).map(toProxyNetwork))),
    volumes: present(ours(listed.volumes).map(toProxyVolume)).sort(),
  };
}

function volumesOf(listed: Listed, instance: string): RuntimeSnapshot['volumes'] {
  const ours = listed.volumes.filter((raw) => isOurs(raw.Labels, instance));
  return sortByName(present(ours.map(toObservedVolume)));
}

function foreignOf(listed: Listed, instance: string): RuntimeSnapshot['foreign'] {
  const all = [
    ...listed.containers.map((raw) => ({
      raw,
      object: toForeign('container', listedName(raw), raw.Labels, `image ${raw.Image}`),
    })),
    ...listed.networks.map((raw) => ({
      raw,
      object: toForeign('network', raw.Name, raw.Labels, `driver ${raw.Driver ?? 'unknown'}`),
    })),
    ...listed.volumes.map((raw) => ({
      raw,
      object: toForeign('volume', raw.Name, raw.Labels, `driver ${raw.Driver ?? 'unknown'}`),
    })),
  ];
  const prefix = `${namePrefix(instance)}_`;
  const foreign = all.filter(
    ({ raw, object }) => object.name.startsWith(prefix) && !isOurs(raw.Labels, instance),
  );
  return sortByName(foreign.map(({ object }) => object));
}

/** What our own containers publish is not busy, though Docker's proxy listens there for them. */
function busyPortsOf(listed: Listed, request: ObserveRequest): number[] {
  const ours = new Set<number>();
  const others = new Set<number>(listed.listening);
  for (const raw of listed.containers) {
    const owner = isOurs(raw.Labels, request.instance) ? ours : others;
    for (const { hostPort } of publishedPorts(raw)) owner.add(hostPort);
  }
  return [...others]
    .filter((port) => inRange(port, request.ports) && !ours.has(port))
    .sort((a, b) => a - b);
}

function busyAddressesOf({ containers }: Listed, instance: string): string[] {
  const others = containers.filter((raw) => !isOurs(raw.Labels, instance));
  return [...new Set(others.flatMap(addressesOf))].sort();
}

function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item) => item !== undefined);
}

function sortByName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
