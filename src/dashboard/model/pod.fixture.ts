import type { Pod } from '../server.ts';

/** A pod as the status API tells of it, running and ready unless said otherwise. */
export function aPodView(key: string, status: Partial<Pod['status']> = {}): Pod {
  const [tenant = '', name = ''] = key.split('/');
  return {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name, tenant, uid: `uid-${key}`, generation: 1 },
    status: {
      state: 'Running',
      ready: true,
      readiness: 'True',
      readinessMessage: '',
      image: 'openclaw:2026.9.6',
      imageId: null,
      hosts: [],
      port: 18_801,
      urls: [],
      localUrl: null,
      resources: { cpus: null, memoryBytes: null },
      suspended: false,
      specHash: null,
      container: null,
      conditions: [],
      ...status,
    },
  };
}
