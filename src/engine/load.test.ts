import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { podText, TENANT } from '../../test/diagnose.ts';
import { renderDiagnostics } from '../core/manifests/render-diagnostics.ts';
import { sourceKey } from '../core/manifests/secret-references.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import { AgentPodError, ManifestError } from '../core/model/errors.ts';
import { Secret } from '../core/model/secret.ts';
import type { SopsProblem } from '../core/sops/leaf.ts';
import type { ManifestSource } from '../ports/manifest-source.ts';
import type { SecretReader } from '../ports/secret-reader.ts';
import { createLoadCache, loadDesired } from './load.ts';

function sourceOf(
  texts: Readonly<Record<string, string>>,
  diagnostics: readonly Diagnostic[] = [],
): ManifestSource {
  const files = Object.entries(texts).map(([name, text]) => ({
    name,
    directory: '/manifests',
    text,
    hash: createHash('sha256').update(text).digest('hex'),
  }));
  return { read: async () => ({ files, diagnostics }) };
}

/** Reads variables from `values`, and counts what is asked of it. */
function secretsOf(values: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const secrets: SecretReader = {
    read: async (source) => {
      const name = source.kind === 'env' ? source.name : sourceKey(source);
      asked.push(name);
      const value = values[name];
      if (value !== undefined) return new Secret(value);
      throw new AgentPodError('InvalidInput', 'SecretMissing', `${name} is not set`);
    },
    checkSeal: async () => undefined,
    fingerprint: (value) => `print of ${value.reveal()}`,
  };
  return { secrets, asked };
}

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ManifestError)) throw new Error('not refused', { cause: error });
  return renderDiagnostics(error.diagnostics).trimEnd();
}

const KEY = '  providers: { openai: { apiKey: { env: KEY } } }';
const TWO = {
  'tenant.yaml': TENANT,
  'a.yaml': podText(KEY, 'acme/a'),
  'b.yaml': podText(KEY, 'acme/b'),
};

describe('loading', () => {
  it('gives desired state with the fingerprints of secrets, each read once', async () => {
    const { secrets, asked } = secretsOf({ KEY: 'k' });
    const { desired } = await loadDesired({ source: sourceOf(TWO), secrets });
    expect(asked).toEqual(['KEY']);
    expect(desired.pods.map(({ key, secrets: own }) => [key, own[0]?.fingerprint])).toEqual([
      ['acme/a', 'print of k'],
      ['acme/b', 'print of k'],
    ]);
    expect(desired.warnings).toEqual([]);
  });

  it('names every place that asks for a missing secret', async () => {
    const { secrets } = secretsOf({});
    expect(await failure(loadDesired({ source: sourceOf(TWO), secrets }))).toBe(
      `a.yaml:5:34: error: spec.providers.openai.apiKey: KEY is not set (SecretMissing)
b.yaml:5:34: error: spec.providers.openai.apiKey: KEY is not set (SecretMissing)`,
    );
  });

  it('warns of rules for known drift that have ended', async () => {
    const spec = '  ignoreDrift: [{ path: container.env, reason: known, expires: "2026-01-31" }]';
    const source = sourceOf({ 'tenant.yaml': TENANT, 'pod.yaml': podText(spec) });
    const { secrets } = secretsOf({});
    const warned = async (now: string) => {
      const { desired } = await loadDesired({ source, secrets, now: new Date(now) });
      return desired.warnings.map(({ rule, severity }) => [rule, severity]);
    };
    expect(await warned('2026-01-31T23:00:00Z')).toEqual([]);
    expect(await warned('2026-02-01T00:00:00Z')).toEqual([['IgnoreDriftExpired', 'warning']]);
  });

  it('makes missing secrets warnings where that is allowed', async () => {
    const { secrets } = secretsOf({});
    const source = sourceOf(TWO);
    const { desired } = await loadDesired({ source, secrets, allowMissingSecrets: true });
    expect(desired.warnings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['SecretMissing', 'warning'],
      ['SecretMissing', 'warning'],
    ]);
    expect(desired.pods[0]?.secrets[0]?.fingerprint).toBe('');
  });

  it('says all that is wrong at once: source, files, references and secrets', async () => {
    const broken = { ...TWO, 'c.yaml': podText('  oops: 1', 'acme/c'), 'd.yaml': TENANT };
    const missing: Diagnostic = {
      file: 'x',
      line: 1,
      column: 1,
      severity: 'error',
      rule: 'FileMissing',
      path: '',
      message: '"x" does not exist',
    };
    const { secrets } = secretsOf({});
    const text = await failure(loadDesired({ source: sourceOf(broken, [missing]), secrets }));
    const rules = [...text.matchAll(/\((\w+)\)$/gm)].map((match) => match[1]);
    expect(rules).toEqual([
      'SecretMissing',
      'SecretMissing',
      'UnknownKey',
      'DuplicateName',
      'FileMissing',
    ]);
  });

  it('passes on failures that are no fault of the manifests', async () => {
    const broken = new AgentPodError('Transient', 'Broken', 'no luck');
    const secrets: SecretReader = {
      read: () => Promise.reject(broken),
      checkSeal: async () => undefined,
      fingerprint: () => '',
    };
    await expect(loadDesired({ source: sourceOf(TWO), secrets })).rejects.toBe(broken);
  });
});

describe('a secret that a program prints', () => {
  const texts = { ...TWO, 'b.yaml': podText('  secrets: { a: { exec: [op, read] } }', 'acme/b') };

  it('is read where the state is to be applied', async () => {
    const values = { KEY: 'k', 'exec:["/manifests",["op","read"]]': 'v' };
    const { secrets } = secretsOf(values);
    const { desired } = await loadDesired({ source: sourceOf(texts), secrets });
    expect(desired.pods[1]?.secrets[0]?.fingerprint).toBe('print of v');
  });

  it('is not, without a word, where manifests are only looked at', async () => {
    const { secrets, asked } = secretsOf({ KEY: 'k' });
    const source = sourceOf(texts);
    const { desired } = await loadDesired({ source, secrets, allowMissingSecrets: true });
    expect(asked).toEqual(['KEY']);
    expect(desired.warnings).toEqual([]);
  });
});

describe('a file that SOPS encrypted in place', () => {
  const text = podText(
    '  secrets: { a: { value: "ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]" } }\nsops: { age: [{ recipient: age1x, enc: e }], lastmodified: "2026-11-24T07:00:00Z", mac: m }',
  );
  const source = sourceOf({ 'tenant.yaml': TENANT, 'pod.yaml': text });

  function sealedSecrets(problem: SopsProblem | undefined) {
    const seals: string[] = [];
    const secrets: SecretReader = {
      read: async () => new Secret('v'),
      checkSeal: async (file) => {
        seals.push(file);
        return problem;
      },
      fingerprint: () => 'print',
    };
    return { secrets, seals };
  }

  const problem = (rule: SopsProblem['rule']): SopsProblem => ({
    rule,
    document: 0,
    path: ['sops', 'mac'],
    message: 'no good',
  });

  it('has its seal checked once, and again only when it changed', async () => {
    const { secrets, seals } = sealedSecrets(undefined);
    const cache = createLoadCache();
    const { desired } = await loadDesired({ source, secrets, cache });
    await loadDesired({ source, secrets, cache });
    expect(seals).toEqual([text]);
    expect(desired.pods[0]?.secrets[0]?.fingerprint).toBe('print');
  });

  it('is refused when its seal is broken, also where secrets may be missing', async () => {
    const { secrets } = sealedSecrets(problem('SecretBroken'));
    const loading = loadDesired({ source, secrets, allowMissingSecrets: true });
    expect(await failure(loading)).toBe('pod.yaml:6:89: error: sops.mac: no good (SecretBroken)');
  });

  it('that no key opens is a warning where secrets may be missing', async () => {
    const { secrets } = sealedSecrets(problem('SecretMissing'));
    const { desired } = await loadDesired({ source, secrets, allowMissingSecrets: true });
    expect(desired.warnings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['SecretMissing', 'warning'],
    ]);
    expect(await failure(loadDesired({ source, secrets }))).toContain('(SecretMissing)');
  });
});

describe('loading again', () => {
  it('gives identical pods for unchanged files, and new ones for changed files', async () => {
    const cache = createLoadCache();
    const { secrets } = secretsOf({ KEY: 'k' });
    const load = (texts: Readonly<Record<string, string>>) =>
      loadDesired({ source: sourceOf(texts), secrets, cache });
    const first = (await load(TWO)).desired;
    const second = (await load({ ...TWO, 'b.yaml': podText('  suspended: true', 'acme/b') }))
      .desired;
    expect(second.pods[0]).toBe(first.pods[0]);
    expect(second.pods[1]).not.toBe(first.pods[1]);
  });

  it("gives new pods when their tenant or a secret's value changed", async () => {
    const cache = createLoadCache();
    const load = async (tenant: string, key: string) => {
      const { secrets } = secretsOf({ KEY: key });
      const source = sourceOf({ ...TWO, 'tenant.yaml': tenant });
      return (await loadDesired({ source, secrets, cache })).desired.pods[0];
    };
    const first = await load(TENANT, 'k');
    const moved = await load(`${TENANT}spec: { suspended: true }\n`, 'k');
    expect(moved).toMatchObject({ suspended: true });
    expect(await load(TENANT, 'other')).not.toEqual(first);
  });
});
