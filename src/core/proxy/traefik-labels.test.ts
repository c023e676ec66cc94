import { expect, test } from 'vitest';
import { traefikLabels } from './traefik-labels.ts';

test('a pod is found at its port on its own network', () => {
  expect(traefikLabels('agent', { network: 'agentpod_acme' }, 18789)).toEqual({
    'traefik.enable': 'true',
    'traefik.docker.network': 'agentpod_acme',
    'traefik.http.services.agentpod_acme_agent.loadbalancer.server.port': '18789',
  });
});

test('no two pods share a service, over tenants and instances', () => {
  const service = (network: string, pod: string) =>
    Object.keys(traefikLabels(pod, { network }, 1)).find((label) => label.endsWith('.port'));
  const services = [
    service('agentpod_a-b', 'c'),
    service('agentpod_a', 'b-c'),
    service('agentpod_a', 'c'),
    service('agentpod-blue_a', 'c'),
  ];
  expect(new Set(services).size).toBe(services.length);
});

test('a dot in the network name does not cut the service name short', () => {
  expect(traefikLabels('agent', { network: 'agentpod-v1.2_acme' }, 1)).toHaveProperty([
    'traefik.http.services.agentpod-v1-2_acme_agent.loadbalancer.server.port',
  ]);
});
