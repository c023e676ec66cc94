import { expect, test } from 'vitest';
import { anAllocation, aPod } from '../../../../test/builders.ts';
import { IDENTITY_HEADERS } from '../../proxy/identity-headers.ts';
import { ssoMiddlewares } from '../../proxy/sso-middlewares.ts';
import { renderConfig } from './render-config.ts';

const SSO = {
  address: 'http://auth:4180/',
  owners: ['zoe@example.com', 'amy@example.com'],
};

const render = (route: { readonly sso?: typeof SSO & { readonly userHeader?: string } }) =>
  renderConfig(aPod({ hosts: ['a.example.com'], spec: { route } }), anAllocation());

test('the gateway believes the proxy, for the owners alone, and knows no token', () => {
  const { auth } = Object(render({ sso: SSO })['gateway']);
  expect(auth).toEqual({
    mode: 'trusted-proxy',
    password: { source: 'file', provider: 'agentpod-gateway-token', id: 'value' },
    rateLimit: expect.anything(),
    identityScopes: {
      'amy@example.com': ['operator.admin'],
      'zoe@example.com': ['operator.admin'],
    },
    trustedProxy: {
      userHeader: 'x-forwarded-user',
      allowUsers: ['amy@example.com', 'zoe@example.com'],
      deviceAutoApprove: {
        enabled: true,
        scopes: ['operator.read', 'operator.write', 'operator.approvals', 'operator.questions'],
      },
    },
  });
});

test('no device becomes an administrator by itself, and no loopback is believed', () => {
  const { trustedProxy } = Object(render({ sso: SSO })['gateway']).auth;
  expect(trustedProxy.deviceAutoApprove.scopes).not.toContain('operator.admin');
  expect(trustedProxy).not.toHaveProperty('allowLoopback');
});

test('the order of owners changes nothing', () => {
  const turned = { ...SSO, owners: SSO.owners.toReversed() };
  expect(render({ sso: turned })).toEqual(render({ sso: SSO }));
});

test('without it the token is the login, and the free config cannot make it another', () => {
  const config = {
    gateway: { auth: { identityScopes: { eve: ['operator.admin'] }, trustedProxy: { a: 1 } } },
  };
  const pod = aPod({ spec: { config } });
  const { auth } = Object(renderConfig(pod, anAllocation())['gateway']);
  expect(auth).toEqual({ mode: 'token', token: expect.anything(), rateLimit: expect.anything() });
});

test.each([undefined, 'X-Auth-Request-Email'])(
  'whoever believes the proxy has a proxy that asks: %s',
  (userHeader) => {
    const route = { sso: userHeader === undefined ? SSO : { ...SSO, userHeader } };
    const { trustedProxy } = Object(render(route)['gateway']).auth;
    const header = userHeader ?? 'X-Forwarded-User';
    expect(trustedProxy.userHeader).toBe(header.toLowerCase());
    const [[, strip] = [], ask] = ssoMiddlewares(aPod({ spec: { route } }));
    expect(Object(strip?.['headers']).customRequestHeaders[header]).toBe('');
    expect(ask).toEqual([
      'sso',
      {
        forwardAuth: {
          address: 'http://auth:4180/',
          authResponseHeaders: [header],
          trustForwardHeader: false,
        },
      },
    ]);
  },
);

test('no client names a user, at a pod without single sign-on either', () => {
  const [[name, strip] = [], ...rest] = ssoMiddlewares(aPod());
  expect([name, rest]).toEqual(['identity', []]);
  const stripped = Object(strip?.['headers']).customRequestHeaders;
  expect(stripped).toEqual(Object.fromEntries(IDENTITY_HEADERS.map((header) => [header, ''])));
  expect(ssoMiddlewares(aPod({ agent: 'generic' }))).toEqual([]);
});
