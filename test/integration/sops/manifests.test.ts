import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../../src/core/manifests/render-diagnostics.ts';
import { ManifestError } from '../../../src/core/model/errors.ts';
import { createLoadCache, loadDesired } from '../../../src/engine/load.ts';
import { secretReader } from '../../../src/services/secrets/secret-reader.ts';
import { manifestSource } from '../../../src/services/source/manifest-source.ts';
import { RealSops, UNAVAILABLE } from './real-sops.ts';

const OPENAI = 'sk-planted-canary-0123456789';
const TELEGRAM = '1234567890:AAplantedcanary000000000000000000000';

const MANIFESTS = `# Two documents, as people keep them.
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: { name: acme }
spec:
  defaults:
    providers:
      openai: { apiKey: { value: ${OPENAI} } } # inherited
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: acme/agent }
spec:
  resources: { cpus: 0.5, memory: 1Gi }
  env: { ZONE: "017", ON: "yes" }
  channels:
    telegram:
      # of the bot
      botToken: { value: "${TELEGRAM}" }
  secrets:
    code: { value: 20261124 }
`;

describe.skipIf(UNAVAILABLE)(`manifests that the real sops encrypted${UNAVAILABLE}`, () => {
  let sops: RealSops;

  beforeAll(async () => {
    sops = await RealSops.create();
  });

  afterAll(() => sops.remove());

  function readerFor(env: Readonly<Record<string, string>>) {
    return secretReader({ env, fingerprintKey: createSecretKey(Buffer.alloc(32, 1)) });
  }

  function ours() {
    return readerFor({ SOPS_AGE_KEY_FILE: sops.path('ours') });
  }

  function load(name: string, allowMissingSecrets = false, secrets = ours()) {
    const stdin = (async function* (): AsyncGenerator<Buffer> {})();
    const source = manifestSource([name], { cwd: sops.folder, stdin });
    const cache = createLoadCache();
    return loadDesired({ source, secrets, allowMissingSecrets, cache }).then((loaded) => ({
      ...loaded,
      cache,
    }));
  }

  async function refusal(name: string): Promise<string> {
    const error = await load(name, true).catch((reason: unknown) => reason);
    if (!(error instanceof ManifestError)) throw new Error('not refused', { cause: error });
    return renderDiagnostics(error.diagnostics);
  }

  async function encrypted(name: string, flags: readonly string[] = []): Promise<string> {
    const { ours: age } = sops.recipients;
    await sops.encrypt(name, MANIFESTS, ['--age', age, '--encrypted-regex', '^value$', ...flags]);
    return sops.text(name);
  }

  async function valuesOf(name: string): Promise<Record<string, string>> {
    const { desired } = await load(name);
    const values: Record<string, string> = {};
    for (const { name: secret, source } of desired.pods[0]?.secrets ?? []) {
      if (source.kind === 'generated') continue;
      // As a saved plan carries it.
      const carried = JSON.parse(JSON.stringify(source)) as typeof source;
      values[secret] = (await ours().read(carried)).reveal();
    }
    return values;
  }

  const VALUES = {
    'channel-telegram-bot-token': TELEGRAM,
    'provider-openai': OPENAI,
    'secret-code': '20261124',
  };

  it('give the pod its secrets, and keep doing so after sops worked on them', async () => {
    await encrypted('acme.yaml');
    expect(await valuesOf('acme.yaml')).toEqual(VALUES);
    await sops.run('rotate', '--in-place', 'acme.yaml');
    expect(await valuesOf('acme.yaml')).toEqual(VALUES);
    const path = '["spec"]["defaults"]["providers"]["openai"]["apiKey"]["value"]';
    await sops.run('set', 'acme.yaml', path, '"sk-new"');
    expect(await valuesOf('acme.yaml')).toEqual({ ...VALUES, 'provider-openai': 'sk-new' });
  });

  it('have fingerprints that change with the value and not with its encryption', async () => {
    await encrypted('prints.yaml');
    const prints = async () =>
      (await load('prints.yaml')).desired.pods[0]?.secrets.map(({ fingerprint }) => fingerprint);
    const first = await prints();
    await sops.run('rotate', '--in-place', 'prints.yaml');
    expect(await prints()).toEqual(first);
  });

  it('leave no plain value in what was loaded or is kept between loads', async () => {
    await encrypted('canary.yaml');
    const loaded = await load('canary.yaml');
    const files = [...loaded.cache.files.values()];
    const everything = [loaded, files].map(
      (part) => inspect(part, { depth: 30, showHidden: true }) + JSON.stringify(part),
    );
    expect(everything.join()).toContain('provider-openai');
    for (const secret of [OPENAI, TELEGRAM, '20261124']) {
      expect(everything.join()).not.toContain(secret);
    }
  });

  it('are valid with a warning where the key is not at hand', async () => {
    await encrypted('keyless.yaml');
    const { desired } = await load('keyless.yaml', true, readerFor({}));
    expect(desired.warnings.map(({ rule, path }) => [rule, path])).toEqual([
      ['SecretMissing', 'sops.age'],
    ]);
    await expect(load('keyless.yaml', false, readerFor({}))).rejects.toThrow('1 error');
  });

  const lines = (text: string) => text.split('\n');
  const values = (text: string) =>
    lines(text).flatMap((line) => /value: (ENC.*)/.exec(line)?.[1] ?? []);

  it.each<[string, (text: string) => string, string]>([
    [
      'two values are swapped',
      (text) => {
        const [a = '', b = ''] = values(text);
        return text.replace(a, '@@').replace(b, a).replace('@@', b);
      },
      'value: this value was changed or moved after SOPS encrypted it (SecretBroken)',
    ],
    [
      'a value is changed',
      (text) => text.replace(/(value: ENC\[AES256_GCM,data:)../, '$1AA'),
      'apiKey.value: this value was changed or moved after SOPS encrypted it (SecretBroken)',
    ],
    [
      'a key is dropped',
      (text) => text.replace('        cpus: 0.5\n', ''),
      'sops.mac: the file was',
    ],
    [
      'two keys change places',
      (text) => text.replace(/( +cpus: 0.5\n)( +memory: 1Gi\n)/, '$2$1'),
      'sops.mac: the file was changed after SOPS encrypted it: its MAC does not fit its values',
    ],
    ['a number is changed', (text) => text.replace('cpus: 0.5', 'cpus: 0.6'), 'sops.mac: the file'],
    ['a document is added', (text) => `${text}---\n${lines(MANIFESTS)[1]}\nkind: X\n`, 'sops.mac'],
  ])('are refused when %s, with the place', async (_what, change, words) => {
    const text = await encrypted('tampered.yaml');
    const tampered = change(text);
    expect(tampered).not.toBe(text);
    await sops.write('tampered.yaml', tampered);
    await expect(sops.decrypt('tampered.yaml')).rejects.toThrow();
    const refused = await refusal('tampered.yaml');
    expect(refused).toContain(words);
    expect(refused).toMatch(/^tampered\.yaml:\d+:\d+: error: /);
    expect(refused).not.toContain('ENC[');
  });

  it('may be edited in their plain fields when sops was told to seal encrypted values only', async () => {
    const rule = `age: ${sops.recipients.ours}\n    encrypted_regex: ^value$\n    mac_only_encrypted: true`;
    await sops.write('.sops.yaml', `creation_rules:\n  - ${rule}\n`);
    await sops.encrypt('loose.yaml', MANIFESTS, []);
    const text = await sops.text('loose.yaml');
    await sops.write('loose.yaml', text.replace('cpus: 0.5', 'cpus: 0.6'));
    expect((await load('loose.yaml')).desired.pods[0]?.spec.resources?.cpus).toBe(0.6);
    await sops.write('loose.yaml', text.replace(/value: ENC.*type:int\]/, 'value: ""'));
    expect(await refusal('loose.yaml')).toContain('error');
  });
});
