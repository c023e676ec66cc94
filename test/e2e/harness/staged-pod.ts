import type { Static } from 'typebox';
import type { SHAPES } from '../../../src/core/api/shapes.ts';
import { API_VERSION } from '../../../src/core/model/api-version.ts';

export type StagedPod = Static<typeof SHAPES.Pod>;

const MEBIBYTE = 2 ** 20;

/** A pod as the status API tells of it, running and ready unless said otherwise. */
export function aStagedPod(key: string, status: Partial<StagedPod['status']> = {}): StagedPod {
  const slash = key.indexOf('/');
  const [tenant, name] = [key.slice(0, slash), key.slice(slash + 1)];
  const seen = { lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 };
  return {
    apiVersion: API_VERSION,
    kind: 'Pod',
    metadata: { tenant, name, uid: `uid-${key}`, generation: 1 },
    status: {
      state: 'Running',
      ready: true,
      readiness: 'True',
      readinessMessage: '',
      image: 'openclaw:2026.9.6',
      imageId: 'sha256:1',
      hosts: [],
      port: 19_000,
      urls: [],
      localUrl: 'http://127.0.0.1:19000',
      resources: { cpus: 1, memoryBytes: 512 * MEBIBYTE },
      suspended: false,
      specHash: 'v1-1',
      container: {
        id: '0123456789abcdef',
        name: `agentpod_${tenant}_agent_g1`,
        state: 'running',
        networks: [`agentpod_${tenant}`],
        startedAt: '2026-01-01T00:00:00Z',
        restartCount: 0,
      },
      drift: 0,
      conditions: [
        { type: 'Ready', status: 'True', reason: 'Ready', message: 'it answers', ...seen },
        { type: 'InSync', status: 'True', reason: 'InSync', message: '', ...seen },
      ],
      ...status,
    },
  };
}
