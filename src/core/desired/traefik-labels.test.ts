import { describe, expect, test } from 'vitest';
import { anAllocation, aPod } from '../../../test/builders.ts';
import { traefikLabels } from './traefik-labels.ts';

describe('traefikLabels', () => {
  test('a pod without hosts has no route', () => {
    expect(traefikLabels(aPod(), anAllocation(), 18789)).toEqual({});
  });

  test('a pod with hosts is routed to its port on its own network', () => {
    const pod = aPod({ hosts: ['b.example.com', 'a.example.com'] });
    expect(traefikLabels(pod, anAllocation(), 18789)).toEqual({
      'traefik.enable': 'true',
      'traefik.docker.network': 'agentpod_acme',
      'traefik.http.routers.agentpod_acme_agent.rule':
        'Host(`a.example.com`) || Host(`b.example.com`)',
      'traefik.http.routers.agentpod_acme_agent.entrypoints': 'websecure',
      'traefik.http.routers.agentpod_acme_agent.tls': 'true',
      'traefik.http.routers.agentpod_acme_agent.tls.certresolver': 'letsencrypt',
      'traefik.http.routers.agentpod_acme_agent.service': 'agentpod_acme_agent',
      'traefik.http.services.agentpod_acme_agent.loadbalancer.server.port': '18789',
    });
  });

  test('another order of hosts, or one named twice, changes nothing', () => {
    const labels = (hosts: readonly string[]) => traefikLabels(aPod({ hosts }), anAllocation(), 1);
    expect(labels(['b.c', 'a.c', 'b.c'])).toEqual(labels(['a.c', 'b.c']));
  });

  test('no two pods share a router, over tenants and instances', () => {
    const router = (key: `${string}/${string}`, network: string) =>
      Object.keys(traefikLabels(aPod({ key, hosts: ['a.b'] }), anAllocation({ network }), 1)).find(
        (label) => label.endsWith('.rule'),
      );
    const routers = [
      router('a-b/c', 'agentpod_a-b'),
      router('a/b-c', 'agentpod_a'),
      router('a/c', 'agentpod_a'),
      router('a/c', 'agentpod-blue_a'),
    ];
    expect(new Set(routers).size).toBe(routers.length);
  });

  test('a dot in the network name does not cut the router name short', () => {
    const labels = traefikLabels(
      aPod({ hosts: ['a.b'] }),
      anAllocation({ network: 'agentpod-v1.2_acme' }),
      1,
    );
    expect(labels).toHaveProperty(['traefik.http.routers.agentpod-v1-2_acme_agent.tls'], 'true');
  });
});
