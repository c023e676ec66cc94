import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretReader } from '../../../src/services/secrets/secret-reader.ts';
import { RealSops, UNAVAILABLE } from './real-sops.ts';
import { DOTENV, DOTENV_VALUES, JSON_TEXT, JSON_VALUES, YAML, YAML_VALUES } from './samples.ts';

const KEY = '-----BEGIN KEY-----\nAAAA\n-----END KEY-----\n';

describe.skipIf(UNAVAILABLE)(`files that the real sops wrote${UNAVAILABLE}`, () => {
  let sops: RealSops;
  let read: (name: string, key?: string) => Promise<string>;

  beforeAll(async () => {
    sops = await RealSops.create();
    const fingerprintKey = createSecretKey(Buffer.alloc(32, 1));
    const reader = secretReader({ env: { SOPS_AGE_KEY_FILE: sops.path('ours') }, fingerprintKey });
    read = async (name, key = '') =>
      (await reader.read({ kind: 'sops', path: sops.path(name), key })).reveal();
  });

  afterAll(() => sops.remove());

  async function expectValues(name: string, values: Readonly<Record<string, string>>) {
    const seen: Record<string, string> = {};
    for (const key of Object.keys(values)) seen[key] = await read(name, key);
    expect(seen).toEqual(values);
  }

  it('decrypt to the same values from YAML, JSON, dotenv and binary files', async () => {
    await sops.encrypt('a.yaml', YAML);
    await sops.encrypt('a.json', JSON_TEXT);
    await sops.encrypt('a.env', DOTENV);
    await sops.encrypt('a.pem', KEY);
    await expectValues('a.yaml', YAML_VALUES);
    await expectValues('a.json', JSON_VALUES);
    await expectValues('a.env', DOTENV_VALUES);
    expect(await read('a.pem')).toBe(KEY.trimEnd());
    await expect(read('a.yaml', 'empty')).rejects.toThrow('is empty');
    await expect(read('a.env', 'EMPTY')).rejects.toThrow('is empty');
  });

  it.each([
    'encrypted_regex: ^(text|list|nested)$',
    'unencrypted_regex: (?i)^(NUMBER|list)',
    'encrypted_suffix: t',
    'unencrypted_suffix: st',
    'encrypted_comment_regex: about the next',
    'unencrypted_comment_regex: about the next',
    'encrypted_regex: ^text$, mac_only_encrypted: true',
  ])('decrypt to the same values under %s', async (rule) => {
    const lines = [`age: ${sops.recipients.ours}`, ...rule.split(', ')].join('\n    ');
    await sops.write('.sops.yaml', `creation_rules:\n  - ${lines}\n`);
    await sops.encrypt('rule.yaml', YAML, []);
    expect(await sops.text('rule.yaml')).toContain(rule.split(', ')[0]);
    await expectValues('rule.yaml', YAML_VALUES);
    await sops.encrypt('rule.json', JSON_TEXT, []);
    await expectValues('rule.json', JSON_VALUES);
  });

  it('open for each of several recipients, and after the keys were changed', async () => {
    const { ours, theirs } = sops.recipients;
    await sops.encrypt('two.yaml', YAML, ['--age', `${theirs},${ours}`]);
    await expectValues('two.yaml', YAML_VALUES);
    await sops.encrypt('theirs.yaml', YAML, ['--age', theirs]);
    await expect(read('theirs.yaml', 'text')).rejects.toMatchObject({
      reason: 'SecretMissing',
      message: expect.stringContaining(`for ${theirs}, and the age key in SOPS_AGE_KEY_FILE`),
    });
    await sops.write('.sops.yaml', `creation_rules: [{ age: "${theirs},${ours}" }]\n`);
    await sops.encrypt('keys.yaml', YAML);
    await sops.run('updatekeys', '--yes', 'keys.yaml');
    expect(await sops.text('keys.yaml')).toContain(theirs);
    await expectValues('keys.yaml', YAML_VALUES);
  });

  it('open when enough of several key groups do', async () => {
    const { ours, theirs } = sops.recipients;
    const groups = [ours, theirs, ours].map((age) => `{ age: [${age}] }`).join(', ');
    const rule = `{ shamir_threshold: 2, key_groups: [${groups}] }`;
    await sops.write('.sops.yaml', `creation_rules: [${rule}]\n`);
    for (const name of ['groups.yaml', 'groups.json']) {
      await sops.encrypt(name, name.endsWith('yaml') ? YAML : JSON_TEXT, []);
    }
    await expectValues('groups.yaml', YAML_VALUES);
    await expectValues('groups.json', JSON_VALUES);
    await sops.write('.sops.yaml', `creation_rules: [${rule.replace('2', '3')}]\n`);
    await sops.encrypt('three.yaml', YAML, []);
    await expect(read('three.yaml', 'text')).rejects.toMatchObject({ reason: 'SecretMissing' });
  });

  it('open after the real tool set a value, unset one and made a new data key', async () => {
    await sops.encrypt('life.yaml', YAML);
    await sops.run('set', 'life.yaml', '["nested"]["new"]', '"sk-2"');
    expect(await read('life.yaml', 'nested.new')).toBe('sk-2');
    await sops.run('set', 'life.yaml', '["text"]', '7');
    await sops.run('unset', 'life.yaml', '["nested"]["new"]');
    await sops.run('rotate', '--in-place', 'life.yaml');
    await expectValues('life.yaml', { ...YAML_VALUES, text: '7' });
    await expect(read('life.yaml', 'nested.new')).rejects.toThrow('does not exist');
  });
});
