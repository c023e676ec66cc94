/** What a look at a route may see, for tests. */
import type {
  CertificateLook,
  DnsLead,
  DnsLook,
  HttpsLook,
  RouteFacts,
  RouteObservation,
} from '../src/core/proxy/route-observation.ts';

export const HOST = 'agent.acme.example.com';
export const TARGET = { host: HOST, proxy: '127.0.0.1:443' };
const NETWORK = 'agentpod_acme';
export const PORT_LABEL = 'traefik.http.services.agentpod_acme_agent.loadbalancer.server.port';
export const LABELS = {
  'traefik.enable': 'true',
  'traefik.docker.network': NETWORK,
  [PORT_LABEL]: '18789',
};
export const FACTS: RouteFacts = {
  labels: LABELS,
  network: NETWORK,
  port: 18789,
  proxyNetworks: ['agentpod_acme', 'agentpod_globex'],
};
export const CERTIFICATE: CertificateLook = {
  subject: HOST,
  issuer: 'R11',
  notAfter: '2027-01-01T00:00:00.000Z',
  fingerprint: 'AA:BB',
};
export const DEFAULT: CertificateLook = {
  ...CERTIFICATE,
  subject: 'TRAEFIK DEFAULT CERT',
  problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
};
const OWN: DnsLook = {
  kind: 'found',
  roads: [{ address: '192.0.2.1', leads: { to: 'own' } }],
};
const REDIRECT = { kind: 'answered', status: 301, location: `https://${HOST}/` } as const;
export const GOOD: RouteObservation = {
  https: answered(200, '{"ok":true}'),
  proof: 'same',
  dns: OWN,
  redirect: REDIRECT,
};

export function answered(status: number, body: string, certificate = CERTIFICATE): HttpsLook {
  return { kind: 'answered', status, body, certificate };
}

export function silent(why: string): HttpsLook {
  return { kind: 'silent', certificate: CERTIFICATE, why };
}

export function traefik(
  status: number,
  body: string,
  certificate?: CertificateLook,
): RouteObservation {
  return { ...GOOD, https: answered(status, `${body}\n`, certificate) };
}

export function leading(leads: DnsLead): DnsLook {
  return {
    kind: 'found',
    roads: [
      { address: '192.0.2.1', leads: { to: 'own' } },
      { address: '198.51.100.7', leads },
    ],
  };
}
