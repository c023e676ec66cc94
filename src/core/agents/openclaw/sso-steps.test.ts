import { expect, test } from 'vitest';
import { anAllocation, aPod } from '../../../../test/builders.ts';
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
    const sso = userHeader === undefined ? SSO : { ...SSO, userHeader };
    const route = { sso };
    const believed = Object(render(route)['gateway']).auth.trustedProxy.userHeader;
    const [strip, ask, ...rest] = ssoMiddlewares(aPod({ spec: { route } }));
    const header = userHeader ?? 'X-Forwarded-User';
    expect(strip).toEqual(['sso-strip', { headers: { customRequestHeaders: { [header]: '' } } }]);
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
    expect(rest).toEqual([]);
    expect(header.toLowerCase()).toBe(believed);
  },
);

test('a pod without it has no such middleware', () => {
  expect(ssoMiddlewares(aPod())).toEqual([]);
});
