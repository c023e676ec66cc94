import { describe, expect, test } from 'vitest';
import { aPod, aSecret } from '../../../test/builders.ts';
import { routeFile } from './route-file.ts';

const MANAGED = { mode: 'managed', door: undefined } as const;
const NETWORK = 'agentpod_acme';

/** No program is to take a client's own word for who it is. */
const CLIENT = {
  'agentpod_acme_agent-client': {
    headers: { customRequestHeaders: expect.objectContaining({ Forwarded: '' }) },
  },
};

const ACME = {
  email: 'somebody@example.com',
  server: 'https://acme.example.com/directory',
  dnsVariables: [],
  dnsResolvers: [],
  caFile: undefined,
};

const routersOf = (file: ReturnType<typeof routeFile>) => Object(file?.['http']).routers;
const middlewaresOf = (file: ReturnType<typeof routeFile>) => Object(file?.['http']).middlewares;

describe('routers', () => {
  test('a pod without hosts, or without a proxy, has none', () => {
    expect(routeFile(aPod(), NETWORK, MANAGED)).toBeUndefined();
    const pod = aPod({ hosts: ['a.example.com'] });
    expect(routeFile(pod, NETWORK, { ...MANAGED, mode: 'off' })).toBeUndefined();
  });

  test('public hosts leave TLS to the entry point, local ones take the certificate that lies there', () => {
    const hosts = ['b.example.com', 'agent.localhost', 'a.example.com', 'b.example.com'];
    expect(routeFile(aPod({ agent: 'generic', hosts }), NETWORK, MANAGED)).toEqual({
      http: {
        routers: {
          agentpod_acme_agent: {
            entryPoints: ['websecure'],
            rule: 'Host(`a.example.com`) || Host(`b.example.com`)',
            service: 'agentpod_acme_agent@docker',
            middlewares: ['agentpod_acme_agent-client'],
          },
          'agentpod_acme_agent-local': {
            entryPoints: ['websecure'],
            tls: {},
            rule: 'Host(`agent.localhost`)',
            service: 'agentpod_acme_agent@docker',
            middlewares: ['agentpod_acme_agent-client'],
          },
        },
        middlewares: CLIENT,
      },
    });
  });

  test('each public host has a certificate of its own, so that none waits for another', () => {
    const acme = { ...ACME, challenge: 'http', dnsProvider: undefined } as const;
    const tlsOf = (...hosts: string[]) =>
      routersOf(routeFile(aPod({ hosts }), NETWORK, { ...MANAGED, acme })).agentpod_acme_agent.tls;
    expect(tlsOf('b.example.com', 'a.example.com')).toEqual({
      certResolver: 'acme',
      domains: [{ main: 'a.example.com' }, { main: 'b.example.com' }],
    });
    expect(tlsOf('a.example.com')).toBeUndefined();
  });

  test('the login answers its own paths before the pod does', () => {
    const pod = aPod({ hosts: ['a.example.com'] });
    const file = routeFile(pod, NETWORK, { ...MANAGED, door: 'http://10.0.0.1:7080' });
    expect(Object(file?.['http']).services).toEqual({
      'agentpod_acme_agent-door': {
        loadBalancer: { servers: [{ url: 'http://10.0.0.1:7080' }], passHostHeader: true },
      },
    });
    expect(routersOf(file)['agentpod_acme_agent-door']).toEqual({
      entryPoints: ['websecure'],
      rule: '(Host(`a.example.com`)) && (Path(`/.well-known/openclaw/browser-bootstrap`) || PathPrefix(`/.well-known/agentpod/`))',
      service: 'agentpod_acme_agent-door',
    });
  });

  test('with path prefixes only those paths are the pod’s', () => {
    const spec = { route: { pathPrefixes: ['/b', '/a'] } };
    const pod = aPod({ hosts: ['x.example.com', 'y.example.com'], spec });
    expect(routersOf(routeFile(pod, NETWORK, MANAGED)).agentpod_acme_agent.rule).toBe(
      '(Host(`x.example.com`) || Host(`y.example.com`)) && (Path(`/a`) || PathPrefix(`/a/`) || Path(`/b`) || PathPrefix(`/b/`))',
    );
  });
});

test('a gateway shows its health below its path, though it knows only its pages to be there', () => {
  const pod = aPod({ hosts: ['x.example.com'], spec: { route: { pathPrefixes: ['/desk'] } } });
  const file = routeFile(pod, NETWORK, MANAGED);
  expect(routersOf(file)['agentpod_acme_agent-health']).toEqual({
    entryPoints: ['websecure'],
    rule: '(Host(`x.example.com`)) && (Path(`/desk/healthz`) || Path(`/desk/startupz`) || Path(`/desk/readyz`))',
    service: 'agentpod_acme_agent@docker',
    middlewares: [
      'agentpod_acme_agent-client',
      'agentpod_acme_agent-identity',
      'agentpod_acme_agent-health',
    ],
  });
  expect(middlewaresOf(file)).toMatchObject({
    ...CLIENT,
    'agentpod_acme_agent-health': { stripPrefix: { prefixes: ['/desk'] } },
  });
});

describe('middlewares', () => {
  test('in the order in which a request meets them', () => {
    const spec = {
      route: {
        maxBodySize: '10Mi',
        rateLimit: { requests: 60, per: '1m', burst: 5 },
        allowFrom: ['203.0.113.0/24'],
        basicAuth: { users: { env: 'USERS' } },
      },
    };
    const routeSecrets = [aSecret('route-users', { fingerprint: 'abc' })];
    const file = routeFile(aPod({ hosts: ['a.b'], spec, routeSecrets }), NETWORK, MANAGED);
    expect(routersOf(file).agentpod_acme_agent.middlewares).toEqual([
      'agentpod_acme_agent-client',
      'agentpod_acme_agent-allow-from',
      'agentpod_acme_agent-rate-limit',
      'agentpod_acme_agent-users',
      'agentpod_acme_agent-identity',
      'agentpod_acme_agent-body',
    ]);
    expect(middlewaresOf(file)).toMatchObject({
      'agentpod_acme_agent-allow-from': { ipAllowList: { sourceRange: ['203.0.113.0/24'] } },
      'agentpod_acme_agent-rate-limit': { rateLimit: { average: 60, period: '60s', burst: 5 } },
      'agentpod_acme_agent-users': {
        basicAuth: { usersFile: '/etc/traefik/routes/acme_agent.users-abc', removeHeader: true },
      },
      'agentpod_acme_agent-body': { buffering: { maxRequestBodyBytes: 10 * 1024 ** 2 } },
    });
  });

  test('single sign-on comes before all that reads the request, and replaces the login', () => {
    const sso = { address: 'http://auth:4180/', owners: ['a@example.com'] };
    const spec = { route: { sso, maxBodySize: '1Mi', allowFrom: ['203.0.113.0/24'] } };
    const pod = aPod({ hosts: ['a.b'], spec });
    const file = routeFile(pod, NETWORK, { ...MANAGED, door: 'http://10.0.0.1:7080' });
    expect(Object.keys(routersOf(file))).toEqual(['agentpod_acme_agent']);
    expect(routersOf(file).agentpod_acme_agent.middlewares).toEqual([
      'agentpod_acme_agent-client',
      'agentpod_acme_agent-allow-from',
      'agentpod_acme_agent-identity',
      'agentpod_acme_agent-sso',
      'agentpod_acme_agent-body',
    ]);
  });

  test('a generic agent does not see the prefix', () => {
    const spec = { route: { pathPrefixes: ['/x', '/x/longer'] } };
    const file = routeFile(aPod({ agent: 'generic', hosts: ['a.b'], spec }), NETWORK, MANAGED);
    expect(middlewaresOf(file)).toEqual({
      ...CLIENT,
      'agentpod_acme_agent-prefix': { stripPrefix: { prefixes: ['/x/longer', '/x'] } },
    });
  });
});
