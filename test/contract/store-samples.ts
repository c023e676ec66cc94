/** Records that the suite for state stores writes and expects back. */
import type { Condition } from '../../src/core/model/condition.ts';
import type { AppliedPod } from '../../src/core/model/observed.ts';

export const ACME = { name: 'acme', uid: 'tenant-1', subnet: '10.99.0.0/24' };
export const AGENT = { key: 'acme/agent', uid: 'pod-1', port: 18000 } as const;
export const OTHER = { key: 'acme/other', uid: 'pod-2', port: 18001 } as const;

export const APPLIED: AppliedPod = {
  spec: {
    image: 'example/agent:1',
    entrypoint: [],
    command: ['run', '--quiet'],
    user: '1000:1000',
    workingDir: '/work',
    env: { GREETING: 'grüß "dich"' },
    labels: {},
    network: 'agentpod_acme',
    address: '10.201.0.64',
    publish: [{ hostIp: '127.0.0.1', hostPort: 18000, containerPort: 18789 }],
    mounts: [{ role: 'state', target: '/data', readOnly: false }],
    tmpfs: { '/tmp': 'rw' },
    resources: { cpus: 0.5, memoryBytes: 536_870_912, pids: 512 },
    readOnlyRootfs: true,
    stopGraceSeconds: 30,
  },
  specHash: 'v1-aa',
  contentHash: 'bb',
  files: [{ path: 'openclaw.json', content: { nested: [1, null, { deep: true }] } }],
  secrets: { 'gateway-token': '1' },
  suspended: false,
  imageId: 'sha256:1',
  probe: { port: 18789, readyPath: '/healthz', bootSeconds: 5, deadlineSeconds: 60 },
  hosts: ['agent.acme.example.com'],
};

export const COMMIT = {
  key: AGENT.key,
  generation: 1,
  applied: APPLIED,
  deletionPolicy: 'delete',
} as const;

export function condition(change: Partial<Condition> = {}): Condition {
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Probed',
    message: 'answers',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 1,
    ...change,
  };
}
