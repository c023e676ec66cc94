import type { Alerts, Sources } from '../../src/harness/tui/fleet.ts';

/** What a server tells beside its pods; a test names only what it is about. */
const version = { apiVersion: 'agentpod.dev/v1alpha1' } as const;

export function anAlert(change: Partial<Alerts['alerts'][number]> = {}): Alerts['alerts'][number] {
  return {
    state: 'firing',
    key: 'failing pod/acme/agent',
    type: 'failing',
    severity: 'critical',
    subject: 'pod/acme/agent',
    message: 'the image cannot be pulled',
    repeats: 0,
    receivers: ['ops', 'mail'],
    since: '2026-11-25T11:56:00Z',
    told: '2026-11-25T11:59:00Z',
    resolved: null,
    ...change,
  };
}

export function aSource(
  status: Partial<Sources['sources'][number]['status']> = {},
): Sources['sources'][number] {
  return {
    ...version,
    kind: 'Source',
    metadata: { name: 'fleet' },
    status: {
      kind: 'git',
      url: 'https://git.example.com/fleet.git',
      ref: 'main',
      path: 'tenants',
      revision: 'main@sha1:4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a',
      inForceSince: '2026-11-25T09:00:00Z',
      latestRevision: 'main@sha1:4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a',
      checkedAt: '2026-11-25T12:00:48Z',
      ageSeconds: 12,
      error: '',
      ...status,
    },
  };
}

export function aRun(
  status: Partial<Sources['runs'][number]['status']> = {},
): Sources['runs'][number] {
  return {
    ...version,
    kind: 'Run',
    metadata: { name: 'r1-1' },
    status: {
      trigger: 'push',
      source: 'fleet',
      revision: 'main@sha1:4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a4f2a',
      state: 'succeeded',
      message: '',
      createdAt: '2026-11-25T11:58:00Z',
      finishedAt: '2026-11-25T11:59:00Z',
      awaited: [],
      results: [{ subject: 'pod/acme/agent', outcome: 'updated', message: '' }],
      ...status,
    },
  };
}
