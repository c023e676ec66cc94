import { describe, expect, it } from 'vitest';
import { load, OWNED, podText, readText, TENANT } from '../../../test/diagnose.ts';
import { collectManifests } from '../manifests/collect.ts';
import { type PodMemo, resolveDesired } from './resolve.ts';

const RICH_TENANT = `${TENANT}spec:
  domain: "{pod}.{tenant}.example.com"
  defaults:
    resources: { memory: 1Gi, pids: 100 }
    env: { A: tenant, B: tenant }
    model: { primary: openai/x, fallbacks: [openai/y] }
    providers:
      openai: { apiKey: { file: openai.key } }
      groq: { apiKey: { env: GROQ } }
`;

function only(spec: string, tenant = TENANT) {
  const { desired, diagnostics } = load({ 'tenant.yaml': tenant, 'pod.yaml': podText(spec) });
  expect(diagnostics).toEqual([]);
  const [pod] = desired.pods;
  if (!pod) throw new Error('no pod');
  return pod;
}

describe('a resolved pod', () => {
  it('has every default explicit', () => {
    expect(only('  agent: openclaw')).toEqual({
      key: 'acme/agent',
      tenant: 'acme',
      name: 'agent',
      labels: {},
      agent: 'openclaw',
      spec: {
        agent: 'openclaw',
        image: 'ghcr.io/openclaw/openclaw:2026.9.6',
        resources: { cpus: 2, memoryBytes: 2 * 2 ** 30, pids: 512 },
        env: {},
        deletionPolicy: 'retain',
        onUnhealthy: 'restart',
        readiness: { channels: 'required' },
        egress: { default: 'open', allow: [] },
      },
      suspended: false,
      leftAlone: false,
      requestedAt: '',
      hosts: [],
      secrets: [],
      routeSecrets: [],
      position: { file: 'pod.yaml', line: 3, column: 19 },
    });
  });

  it("merges maps with its tenant's key by key, its own value winning", () => {
    const spec = '  resources: { memory: 3Gi }\n  env: { B: pod }\n  model: { primary: groq/z }';
    const pod = only(spec, RICH_TENANT);
    expect(pod.spec.resources).toEqual({ cpus: 2, memoryBytes: 3 * 2 ** 30, pids: 100 });
    expect(pod.spec.env).toEqual({ A: 'tenant', B: 'pod' });
    expect(pod.spec.model).toEqual({ primary: 'groq/z' });
    expect(pod.hosts).toEqual(['agent.acme.example.com']);
  });

  it("replaces a tenant's provider of the same id as a whole", () => {
    const pod = only('  providers: { openai: { apiKey: { env: OWN } } }', RICH_TENANT);
    expect(pod.spec.providers).toEqual({
      openai: { apiKey: { env: 'OWN' } },
      groq: { apiKey: { env: 'GROQ' } },
    });
  });

  it('names its secrets, sorted, with files made absolute', () => {
    const spec = `  channels:
    telegram: { botToken: { env: TG } }
    discord: { token: { file: ./tokens/../discord } }
    slack: { botToken: { file: /run/slack }, appToken: { env: APP } }
  secrets: { crm: { file: secrets/crm } }`;
    const { secrets } = only(spec, RICH_TENANT);
    expect(secrets.map(({ name, source }) => [name, Object.values(source)[1]])).toEqual([
      ['channel-discord-token', '/manifests/discord'],
      ['channel-slack-app-token', 'APP'],
      ['channel-slack-bot-token', '/run/slack'],
      ['channel-telegram-bot-token', 'TG'],
      ['provider-groq', 'GROQ'],
      ['provider-openai', '/manifests/openai.key'],
      ['secret-crm', '/manifests/secrets/crm'],
    ]);
    expect(secrets[0]?.fingerprint).toBe('file:/manifests/discord within /manifests');
  });

  it('of a generic agent inherits neither model nor providers', () => {
    const pod = only('  agent: generic\n  image: a/b:1\n  generic: { port: 80 }', RICH_TENANT);
    expect(pod.spec.generic).toEqual({ port: 80, healthPath: '/' });
    expect(pod.spec.model ?? pod.spec.providers).toBeUndefined();
    expect(pod.secrets).toEqual([]);
  });

  it('is suspended with its tenant', () => {
    expect(only('  suspended: false', `${TENANT}spec: { suspended: true }\n`).suspended).toBe(true);
    expect(only('  suspended: true').suspended).toBe(true);
  });
});

describe('resolving again', () => {
  const files = [
    readText('t.yaml', TENANT),
    readText('p.yaml', podText('  providers: { openai: { apiKey: { env: K } } }')),
  ];
  const resolve = (memo: PodMemo, fingerprint: string) =>
    resolveDesired(collectManifests(files), {
      memo,
      fingerprints: new Map([['env:K', fingerprint]]),
      ownedKeys: () => OWNED,
    }).desired.pods[0];

  it('gives the identical pod while nothing changed', () => {
    const memo: PodMemo = new WeakMap();
    expect(resolve(memo, 'one')).toBe(resolve(memo, 'one'));
  });

  it("gives another pod when a secret's fingerprint changed", () => {
    const memo: PodMemo = new WeakMap();
    expect(resolve(memo, 'one')).not.toEqual(resolve(memo, 'two'));
  });
});
