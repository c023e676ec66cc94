import { describe, expect, it } from 'vitest';
import type { Tenant } from '../server.ts';
import { type Fleet, withNews } from './fleet-news.ts';
import { aPodView } from './pod.fixture.ts';

const acme: Tenant = {
  apiVersion: 'agentpod.dev/v1alpha1',
  kind: 'Tenant',
  metadata: { name: 'acme', uid: null },
  status: { pods: 1, readyPods: 1, subnet: null, network: null },
};
const FLEET: Fleet = { pods: [aPodView('acme/agent'), aPodView('acme/other')], tenants: [acme] };
const tell = (fleet: Fleet, event: string, data: object) =>
  withNews(fleet, { event, data: JSON.stringify(data) });
const removed = (kind: string, tenant: string, name: string) => ({
  kind: 'Removed',
  metadata: { kind, tenant, name },
});

describe('news of the fleet', () => {
  it('begin with all of it, and keep what did not change as it was', () => {
    const first = tell({ pods: [], tenants: [] }, 'snapshot', { kind: 'Snapshot', ...FLEET });
    expect(first).toEqual(FLEET);
    const changed = aPodView('acme/other', { state: 'Crashed' });
    const next = tell(first, 'snapshot', {
      kind: 'Snapshot',
      pods: [FLEET.pods[0], changed],
      tenants: [],
    });
    expect(next.pods[0]).toBe(first.pods[0]);
    expect(next.pods[1]).toEqual(changed);
    expect(next.tenants).toEqual([]);
  });

  it('change one pod and leave the others alone', () => {
    const next = tell(FLEET, 'pod', aPodView('acme/other', { state: 'Crashed' }));
    expect(next.pods[0]).toBe(FLEET.pods[0]);
    expect(next.pods[1]?.status.state).toBe('Crashed');
    expect(tell(FLEET, 'pod', aPodView('globex/new')).pods).toHaveLength(3);
    const grown = { ...acme, status: { ...acme.status, pods: 2 } };
    expect(tell(FLEET, 'tenant', grown).tenants).toEqual([grown]);
  });

  it('take away who is gone', () => {
    const left = tell(FLEET, 'removed', removed('Pod', 'acme', 'agent'));
    expect(left.pods).toEqual([FLEET.pods[1]]);
    expect(tell(FLEET, 'removed', removed('Tenant', 'acme', 'acme')).tenants).toEqual([]);
    expect(tell(FLEET, 'removed', removed('Pod', 'acme', 'nobody'))).toEqual(FLEET);
  });

  it('of a kind that is not known change nothing', () => {
    expect(tell(FLEET, 'weather', {})).toBe(FLEET);
  });
});
