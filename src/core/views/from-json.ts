import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { SHAPES } from '../api/shapes.ts';
import type { ObservedContainer, ObservedSpec } from '../model/observed.ts';
import { podKey } from '../model/resource.ts';
import type { PodStateWord } from './pod-state.ts';
import type { PodView } from './pod-view.ts';
import type { TenantView } from './tenant-view.ts';

type PodJson = Static<typeof SHAPES.Pod>;
type TenantJson = Static<typeof SHAPES.Tenant>;

const Lists = Type.Object({ pods: Type.Array(SHAPES.Pod), tenants: Type.Array(SHAPES.Tenant) });

export interface Views {
  readonly pods: readonly PodView[];
  readonly tenants: readonly TenantView[];
}

/** Undefined where it is not what a server answers. */
export function viewsFromJson(pods: unknown, tenants: unknown): Views | undefined {
  const lists = { pods, tenants };
  if (!Value.Check(Lists, lists)) return undefined;
  const views = lists.pods.map(podView);
  return { pods: views, tenants: lists.tenants.map((each) => tenantView(each, views)) };
}

/** What a server tells of a pod; what it keeps to itself is absent. */
function podView({ metadata, status }: PodJson): PodView {
  const { tenant, name, uid, generation } = metadata;
  const key = podKey(tenant, name);
  return {
    key,
    tenant,
    name,
    // A newer server may know words that this one does not: they are shown as they come.
    state: status.state as PodStateWord,
    ready: status.readiness,
    readyWhy: status.readinessMessage,
    image: status.image,
    hosts: status.hosts,
    port: status.port ?? undefined,
    urls: status.urls,
    localUrl: status.localUrl ?? undefined,
    memoryBytes: status.resources.memoryBytes ?? undefined,
    use: undefined,
    cpus: status.resources.cpus ?? undefined,
    generation,
    conditions: status.conditions as PodView['conditions'],
    record: undefined,
    container: containerOf(key, uid ?? '', status),
    desired: undefined,
  };
}

function containerOf(
  pod: PodView['key'],
  uid: string,
  { container, image, imageId }: PodJson['status'],
): ObservedContainer | undefined {
  if (container === null) return undefined;
  const { id, name, state, networks, startedAt, restartCount = 0, exitCode = 0 } = container;
  return {
    id,
    name,
    pod,
    uid,
    generation: 0,
    state: state as ObservedContainer['state'],
    specHash: '',
    contentHash: '',
    imageRef: image,
    imageId: imageId ?? '',
    labels: {},
    networks,
    addresses: [],
    publish: [],
    ...(startedAt === undefined
      ? {}
      : {
          detail: {
            spec: UNTOLD,
            exitCode,
            oomKilled: false,
            restartCount,
            startedAt,
            configFiles: undefined,
          },
        }),
  };
}

/** No server tells what containers are made of. */
const UNTOLD: ObservedSpec = {
  image: '',
  entrypoint: [],
  command: [],
  user: '',
  workingDir: '',
  env: {},
  labels: {},
  address: '',
  publish: [],
  mounts: [],
  tmpfs: {},
  resources: { cpus: 0, memoryBytes: 0, pids: 0 },
  readOnlyRootfs: true,
  stopGraceSeconds: 0,
  networks: [],
  hardened: true,
};

function tenantView({ metadata, status }: TenantJson, pods: readonly PodView[]): TenantView {
  const { name, uid } = metadata;
  const subnet = status.subnet ?? '';
  return {
    name,
    record: uid === null ? undefined : { uid, name, subnet },
    network:
      status.network === null
        ? undefined
        : { name: status.network, id: '', tenant: name, subnet, bridge: '' },
    desired: undefined,
    pods: pods.filter(({ tenant }) => tenant === name),
  };
}
