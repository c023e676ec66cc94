import { describe, expect, test } from 'vitest';
import { anAllocation, aPod, aSecret, type PodOverrides } from '../../../../test/builders.ts';
import { fc } from '../../../../test/property/fast-check.ts';
import { OWNED_CONFIG_KEYS } from './owned-keys.ts';
import { renderConfig } from './render-config.ts';

const render = (overrides: PodOverrides = {}) => renderConfig(aPod(overrides), anAllocation());

describe('the gateway', () => {
  test('it listens for its network and asks for the token in the file', () => {
    expect(render()).toMatchObject({
      gateway: {
        mode: 'local',
        bind: 'lan',
        port: 18789,
        auth: {
          mode: 'token',
          token: { source: 'file', provider: 'agentpod-gateway-token', id: 'value' },
        },
        trustedProxies: ['10.201.0.2'],
        terminal: { enabled: false },
      },
      secrets: {
        providers: {
          'agentpod-gateway-token': {
            source: 'file',
            path: '/run/agentpod/secrets/gateway-token',
            mode: 'singleValue',
          },
        },
      },
    });
  });

  test('browsers may come from the hosts of the pod and from the machine itself', () => {
    expect(render({ hosts: ['b.example.com', 'a.example.com'] })).toMatchObject({
      gateway: {
        publicOrigin: 'https://a.example.com',
        controlUi: {
          allowedOrigins: [
            'https://a.example.com',
            'https://b.example.com',
            'http://127.0.0.1:20000',
            'http://localhost:20000',
          ],
        },
      },
    });
    expect(render()).not.toHaveProperty('gateway.publicOrigin');
  });

  test('updates, announcements and statistics are off', () => {
    expect(render()).toMatchObject({
      update: { checkOnStart: false },
      discovery: { mdns: { mode: 'off' } },
      telemetry: { enabled: false },
    });
  });

  test('every secret of the pod can be referred to', () => {
    const secrets = [aSecret('secret-crm'), aSecret('provider-openai')];
    expect(Object.keys(Object(render({ secrets })['secrets']).providers)).toEqual([
      'agentpod-gateway-token',
      'agentpod-provider-openai',
      'agentpod-secret-crm',
      'agentpod-revision',
    ]);
  });
});

describe('the free config', () => {
  test('it is merged, lists are replaced, and it wins over the manifest’s own fields', () => {
    const spec = {
      model: { primary: 'openai/a', fallbacks: ['openai/b', 'openai/c'] },
      config: {
        agents: { defaults: { model: { fallbacks: ['openai/d'] }, timeoutSeconds: 9 } },
        logging: { level: 'warn' },
        gateway: { auth: { rateLimit: { maxAttempts: 3 } }, controlUi: { basePath: '/x' } },
      },
    };
    expect(render({ spec })).toMatchObject({
      agents: {
        defaults: { model: { primary: 'openai/a', fallbacks: ['openai/d'] }, timeoutSeconds: 9 },
      },
      logging: { level: 'warn', consoleStyle: 'json' },
      gateway: {
        auth: { mode: 'token', rateLimit: { maxAttempts: 3, windowMs: 60_000 } },
        controlUi: { basePath: '/x', allowedOrigins: expect.any(Array) },
      },
    });
  });

  test.each(Object.keys(OWNED_CONFIG_KEYS))('%s is never the user’s', (path) => {
    const config = path
      .split('.')
      .reduceRight<unknown>((inner, key) => ({ [key]: inner }), 'mine') as Record<string, unknown>;
    expect(JSON.stringify(render({ spec: { config } }))).not.toContain('mine');
  });

  test('whatever it holds, the login and the address stay as they are', () => {
    const { gateway } = render();
    const owned = (value: unknown) => {
      const { mode, bind, port, trustedProxies, terminal, auth } = Object(value);
      return { mode, bind, port, trustedProxies, terminal: terminal.enabled, token: auth.token };
    };
    const anyConfig = fc.dictionary(
      fc.constantFrom('gateway', 'secrets', 'update', 'discovery', '__proto__'),
      fc.oneof(
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom('auth', 'port', 'bind', 'tls', 'terminal', 'trustedProxies'),
          fc.jsonValue(),
        ),
      ),
    );
    fc.assert(
      fc.property(anyConfig, (config) => {
        const rendered = render({ spec: { config } });
        expect(owned(rendered['gateway'])).toEqual(owned(gateway));
        expect(rendered['update']).toEqual({ checkOnStart: false });
      }),
    );
  });
});
