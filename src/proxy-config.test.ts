import { describe, expect, test } from 'vitest';
import { readProxy } from './proxy-config.ts';

function read(values: Readonly<Record<string, string>>) {
  const acme = { AGENTPOD_ACME_EMAIL: 'somebody@example.com' };
  const all: Readonly<Record<string, string>> = { ...acme, ...values };
  return readProxy((name) => all[name]);
}

describe('ACME', () => {
  test('is off without a mail address', () => {
    expect(readProxy(() => undefined).acme).toBeUndefined();
  });

  test('takes lists with blanks', () => {
    const { acme } = read({
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
    expect(() => read({ [name]: value })).toThrow(name);
  });
});

test.each([
  ['AGENTPOD_PROXY', 'container:'],
  ['AGENTPOD_PROXY_BIND', 'localhost'],
  ['AGENTPOD_HTTPS_PORT', '80'],
  ['AGENTPOD_HTTP_PORT', '0'],
])('refuses %s=%s', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name);
});
