import type { PodKey } from '../../src/core/model/resource.ts';
import { splitPodKey } from '../../src/core/model/resource.ts';
import type { FleetPod, PodJson } from '../../src/harness/tui/fleet.ts';

/** Pods as the status API gives them; a test names only what it is about. */
export function aFleetPod(key: PodKey, status: Partial<PodJson['status']> = {}): FleetPod {
  const { tenant, pod: name } = splitPodKey(key);
  return {
    key,
    json: {
      apiVersion: 'agentpod.dev/v1alpha1',
      kind: 'Pod',
      metadata: { name, tenant, uid: `uid-${key}`, generation: 1 },
      status: {
        state: 'Running',
        ready: true,
        readiness: 'True',
        readinessMessage: '',
        image: 'agentpod/stub-agent:1',
        imageId: 'sha256:1',
        hosts: [],
        port: 19_000,
        urls: [],
        localUrl: 'http://127.0.0.1:19000',
        resources: { cpus: 0.5, memoryBytes: 48 * 1024 ** 2 },
        suspended: false,
        specHash: 'v1-1',
        drift: 0,
        container: {
          id: '0123456789abcdef',
          name: `agentpod_${tenant}_${name}_g1`,
          state: 'running',
          networks: [`agentpod_${tenant}`],
          startedAt: '2026-11-25T12:00:00Z',
          restartCount: 0,
          exitCode: 0,
        },
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'GatewayReady',
            message: '',
            lastTransitionTime: '2026-11-25T12:00:00Z',
            observedGeneration: 1,
          },
        ],
        ...status,
      },
    },
  };
}

/** Its process ended by itself. */
export function aCrashedPod(key: PodKey): FleetPod {
  return aFleetPod(key, { state: 'Crashed', ready: false, readiness: 'False' });
}

export function manyPods(tenants: number, each: number): readonly FleetPod[] {
  return Array.from({ length: tenants }, (_, tenant) =>
    Array.from({ length: each }, (_, pod) => aFleetPod(`customer-${tenant}/agent-${pod}`)),
  ).flat();
}
