import { API_VERSION } from '../model/api-version.ts';
import type { PodView } from './pod-view.ts';
import { readyPods, type TenantView } from './tenant-view.ts';

/** The stable JSON form of pods and tenants. Fields are only ever added. */
export function podJson(pod: PodView) {
  const { record, container, desired } = pod;
  return {
    apiVersion: API_VERSION,
    kind: 'Pod',
    metadata: {
      name: pod.name,
      tenant: pod.tenant,
      uid: record?.uid ?? container?.uid ?? null,
      generation: pod.generation,
      ...(desired === undefined ? {} : { labels: desired.labels }),
    },
    ...(desired === undefined ? {} : { spec: desired.spec }),
    status: {
      state: pod.state,
      ready: pod.ready === 'True',
      readiness: pod.ready,
      readinessMessage: pod.readyWhy,
      image: pod.image,
      imageId: container?.imageId ?? null,
      hosts: pod.hosts,
      port: pod.port ?? null,
      urls: pod.urls,
      localUrl: pod.localUrl ?? null,
      resources: { cpus: pod.cpus ?? null, memoryBytes: pod.memoryBytes ?? null },
      suspended: record?.applied?.suspended ?? false,
      specHash: record?.applied?.specHash ?? null,
      container: containerJson(pod),
      drift: pod.drift?.length ?? null,
      conditions: pod.conditions,
    },
  };
}

function containerJson({ container }: PodView) {
  if (container === undefined) return null;
  const { id, name, state, networks, detail } = container;
  return {
    id,
    name,
    state,
    networks,
    ...(detail === undefined
      ? {}
      : {
          startedAt: detail.startedAt,
          restartCount: detail.restartCount,
          exitCode: detail.exitCode,
        }),
  };
}

export function tenantJson(tenant: TenantView) {
  return {
    apiVersion: API_VERSION,
    kind: 'Tenant',
    metadata: {
      name: tenant.name,
      uid: tenant.record?.uid ?? null,
      ...(tenant.desired === undefined ? {} : { labels: tenant.desired.labels }),
    },
    ...(tenant.desired === undefined ? {} : { spec: tenant.desired.spec }),
    status: {
      pods: tenant.pods.length,
      readyPods: readyPods(tenant),
      subnet: tenant.record?.subnet ?? tenant.network?.subnet ?? null,
      network: tenant.network?.name ?? null,
    },
  };
}

type ListKind = 'PodList' | 'TenantList' | 'RunList' | 'SourceList';

export function listJson<Item>(kind: ListKind, items: readonly Item[]) {
  return { apiVersion: API_VERSION, kind, items };
}
