import { describe, expect, test } from 'vitest';
import { DEFAULT_PROXY } from './core/proxy/defaults.ts';
import { readProxy } from './proxy-config.ts';

const read = (env: Record<string, string> = {}) => readProxy((name) => env[name]);

test('without an environment AgentPod runs a proxy of its own on the usual ports', () => {
  expect(read()).toEqual(DEFAULT_PROXY);
});

test('a proxy that somebody else runs is named', () => {
  expect(read({ AGENTPOD_PROXY: 'container:edge' })).toMatchObject({
    mode: 'external',
    externalContainer: 'edge',
  });
});

test('ACME needs no more than a mail address', () => {
  expect(read({ AGENTPOD_ACME_EMAIL: 'ops@acme.example.com' }).acme).toEqual({
    email: 'ops@acme.example.com',
    server: 'https://acme-v02.api.letsencrypt.org/directory',
    challenge: 'http',
    dnsProvider: undefined,
    dnsVariables: [],
    dnsResolvers: [],
    caFile: undefined,
  });
  const env = {
    AGENTPOD_ACME_EMAIL: 'a@b.c',
    AGENTPOD_ACME_SERVER: 'staging',
    AGENTPOD_ACME_CHALLENGE: 'dns:cloudflare',
    AGENTPOD_ACME_DNS_VARIABLES: 'CF_DNS_API_TOKEN, CF_ZONE_API_TOKEN',
    AGENTPOD_ACME_DNS_RESOLVERS: '10.0.0.53:53, [2001:db8::53]:53,',
  };
  expect(read(env).acme).toMatchObject({
    server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    challenge: 'dns',
    dnsProvider: 'cloudflare',
    dnsVariables: ['CF_DNS_API_TOKEN', 'CF_ZONE_API_TOKEN'],
    dnsResolvers: ['10.0.0.53:53', '[2001:db8::53]:53'],
  });
});

test('our own proxy finds the customer login by itself, another one has to be told where it is', () => {
  expect(read({ AGENTPOD_DOOR: 'on' }).door).toEqual({
    port: 7081,
    url: undefined,
    vendor: undefined,
  });
  const env = { AGENTPOD_PROXY: 'container:edge', AGENTPOD_VENDOR: 'Acme' };
  expect(read({ ...env, AGENTPOD_DOOR: 'http://host.docker.internal:9000' }).door).toEqual({
    port: 9000,
    url: 'http://host.docker.internal:9000',
    vendor: 'Acme',
  });
  expect(() => read({ ...env, AGENTPOD_DOOR: 'on' })).toThrow('AGENTPOD_DOOR="on" is not usable');
});

test.each([
  ['AGENTPOD_PROXY', 'traefik'],
  ['AGENTPOD_HTTPS_PORT', '0'],
  ['AGENTPOD_HTTPS_PORT', '80'],
  ['AGENTPOD_HTTP_PORT', '65536'],
  ['AGENTPOD_PROXY_BIND', 'eth0'],
  ['AGENTPOD_ACME_EMAIL', 'ops'],
  ['AGENTPOD_PUBLIC_ADDRESS', '203.0.113.1,edge'],
  ['AGENTPOD_DOOR', 'http://host'],
])('%s=%s is refused by name, with the form to write', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(`${name}="${value}" is not usable`);
});

test.each([
  ['AGENTPOD_ACME_SERVER', 'http://ca.internal'],
  ['AGENTPOD_ACME_CHALLENGE', 'dns'],
  ['AGENTPOD_ACME_DNS_VARIABLES', '../../etc/passwd'],
  ['AGENTPOD_ACME_DNS_VARIABLES', 'A=secret'],
  ['AGENTPOD_ACME_DNS_RESOLVERS', '10.0.0.53'],
])('%s=%s is refused', (name, value) => {
  expect(() => read({ AGENTPOD_ACME_EMAIL: 'a@b.c', [name]: value })).toThrow(`${name}="${value}"`);
});

function readAcme(values: Readonly<Record<string, string>>) {
  const acme = { AGENTPOD_ACME_EMAIL: 'somebody@example.com' };
  const all: Readonly<Record<string, string>> = { ...acme, ...values };
  return readProxy((name) => all[name]);
}

describe('ACME', () => {
  test('is off without a mail address', () => {
    expect(readProxy(() => undefined).acme).toBeUndefined();
  });

  test('takes lists with blanks', () => {
    const { acme } = readAcme({
      AGENTPOD_ACME_CHALLENGE: 'dns:httpreq',
      AGENTPOD_ACME_DNS_VARIABLES: ' HTTPREQ_ENDPOINT, HTTPREQ_PASSWORD,',
      AGENTPOD_ACME_DNS_RESOLVERS: '10.0.0.53:53, [2001:db8::53]:53',
    });
    expect(acme).toMatchObject({
      ...{ challenge: 'dns', dnsProvider: 'httpreq' },
      dnsVariables: ['HTTPREQ_ENDPOINT', 'HTTPREQ_PASSWORD'],
      dnsResolvers: ['10.0.0.53:53', '[2001:db8::53]:53'],
    });
  });

  test.each([
    ['AGENTPOD_ACME_EMAIL', 'nobody'],
    ['AGENTPOD_ACME_SERVER', 'http://acme.example.com'],
    ['AGENTPOD_ACME_CHALLENGE', 'dns'],
    ['AGENTPOD_ACME_DNS_VARIABLES', '../../etc/passwd'],
    ['AGENTPOD_ACME_DNS_VARIABLES', 'A=secret'],
    ['AGENTPOD_ACME_DNS_RESOLVERS', '10.0.0.53'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readAcme({ [name]: value })).toThrow(name);
  });
});

test.each([
  ['AGENTPOD_PROXY', 'container:'],
  ['AGENTPOD_PROXY_BIND', 'localhost'],
  ['AGENTPOD_HTTPS_PORT', '80'],
  ['AGENTPOD_HTTP_PORT', '0'],
])('refuses %s=%s', (name, value) => {
  expect(() => readAcme({ [name]: value })).toThrow(name);
});
