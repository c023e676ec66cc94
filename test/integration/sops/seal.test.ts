import { createSecretKey } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipientsIn, SOPS_RULES } from '../../../src/core/sops/creation-rules.ts';
import { secretReader } from '../../../src/services/secrets/secret-reader.ts';
import { secretSealer } from '../../../src/services/sops/sealer.ts';
import { systemClock } from '../../../src/services/system-clock.ts';
import { RealSops, UNAVAILABLE } from './real-sops.ts';
import { DOTENV, DOTENV_VALUES, JSON_TEXT, JSON_VALUES, YAML, YAML_VALUES } from './samples.ts';

describe.skipIf(UNAVAILABLE)(`files that AgentPod sealed${UNAVAILABLE}`, () => {
  let sops: RealSops;

  beforeAll(async () => {
    sops = await RealSops.create();
  });

  afterAll(() => sops.remove());

  async function seal(
    name: string,
    text: string,
    rule = '',
    recipients = sops.recipients.ours,
    macOnlyEncrypted?: boolean,
  ) {
    await sops.write(name, text);
    const [field = '', value = ''] = rule.split(': ');
    const made = SOPS_RULES.find((known) => known.field === field)?.make(value);
    const sealed = await secretSealer({}, systemClock).seal({
      path: sops.path(name),
      recipients: recipientsIn(recipients),
      rule: made,
      macOnlyEncrypted,
    });
    await sops.write(name, sealed.text);
    return sealed;
  }

  /** What the real tool makes of its own file is the measure. */
  async function asSops(name: string, text: string, rule = ''): Promise<string> {
    const flags = rule === '' ? [] : [`--${rule.split(': ')[0]?.replaceAll('_', '-')}`];
    const value = rule === '' ? [] : [rule.split(': ')[1] ?? ''];
    await sops.encrypt(name, text, ['--age', sops.recipients.ours, ...flags, ...value]);
    return sops.decrypt(name);
  }

  async function read(name: string, key: string): Promise<string> {
    const reader = secretReader({
      env: { SOPS_AGE_KEY_FILE: sops.path('ours') },
      fingerprintKey: createSecretKey(Buffer.alloc(32, 1)),
    });
    return (await reader.read({ kind: 'sops', path: sops.path(name), key })).reveal();
  }

  const SAMPLES = [
    ['yaml', YAML, YAML_VALUES],
    ['json', JSON_TEXT, JSON_VALUES],
    ['env', DOTENV, DOTENV_VALUES],
  ] as const;

  it.each(SAMPLES)('are opened by the real sops: %s', async (form, text, values) => {
    await seal(`a.${form}`, text);
    expect(await sops.decrypt(`a.${form}`)).toBe(await asSops(`b.${form}`, text));
    for (const [key, value] of Object.entries(values)) {
      expect(await read(`a.${form}`, key), key).toBe(value);
    }
  });

  it.each([
    'encrypted_regex: ^(text|list|nested)$',
    'unencrypted_regex: (?i)^(NUMBER|list)',
    'encrypted_suffix: t',
    'unencrypted_suffix: st',
  ])('are opened by the real sops under %s', async (rule) => {
    await seal('rule.yaml', YAML, rule);
    expect(await sops.text('rule.yaml')).toContain(`${rule}\n`);
    expect(await sops.decrypt('rule.yaml')).toBe(await asSops('measure.yaml', YAML, rule));
  });

  it('leave plain values free to be edited under mac_only_encrypted', async () => {
    await seal('loose.yaml', 'text: x\nplain: 1\n', 'encrypted_regex: ^text$', undefined, true);
    const text = await sops.text('loose.yaml');
    await sops.write('loose.yaml', text.replace('plain: 1', 'plain: 2'));
    expect(await sops.decrypt('loose.yaml')).toBe('text: x\nplain: 2\n');
    expect(await read('loose.yaml', 'text')).toBe('x');
  });

  it.each(SAMPLES)('stay good after the real sops worked on them: %s', async (form, text) => {
    const name = `life.${form}`;
    const key = form === 'env' ? 'A' : 'b';
    await seal(name, text);
    await sops.run('set', name, `["${key}"]`, '"sk-2"');
    expect(await read(name, key)).toBe('sk-2');
    await sops.run('rotate', '--in-place', name);
    expect(await read(name, key)).toBe('sk-2');
  });

  it('open for each of several recipients', async () => {
    const { ours, theirs } = sops.recipients;
    await seal('two.yaml', 'a: x\n', '', `${theirs}, ${ours}`);
    expect(await sops.decrypt('two.yaml')).toBe('a: x\n');
    await seal('theirs.yaml', 'a: x\n', '', theirs);
    await expect(sops.decrypt('theirs.yaml')).rejects.toThrow();
  });

  it('follow the creation rules of the folder, as sops does', async () => {
    const { ours } = sops.recipients;
    const rules = `creation_rules:
  - { path_regex: \\.enc\\.yaml$, age: ${ours} }
  - { path_regex: \\.yaml$, age: [${ours}], encrypted_regex: ^value$ }
`;
    await sops.write('.sops.yaml', rules);
    await seal('s.enc.yaml', 'value: a\nother: b\n', '', '');
    await seal('s.yaml', 'value: a\nother: b\n', '', '');
    expect(await sops.text('s.enc.yaml')).toMatch(/other: ENC\[/);
    expect(await sops.text('s.yaml')).toMatch(/value: ENC\[.*\nother: b\n/);
    await expect(seal('s.json', '{"a": 1}', '', '')).rejects.toMatchObject({
      reason: 'RecipientsMissing',
    });
    await rm(sops.path('.sops.yaml'));
  });

  it.each<[string, (text: string) => string]>([
    ['a plain value', (text) => text.replace('other: b', 'other: c')],
    ['an encrypted value', (text) => text.replace(/(value: ENC\[AES256_GCM,data:)../, '$1AA')],
    ['the time', (text) => text.replace(/lastmodified: "20../, 'lastmodified: "2001')],
    ['the rule', (text) => text.replace('^value$', '^other$')],
    ['a key', (text) => text.replace('other: b\n', '')],
  ])('are refused by both when somebody changed %s', async (_what, change) => {
    await seal('t.yaml', 'value: aaaaaaaa\nother: b\n', 'encrypted_regex: ^value$');
    const text = await sops.text('t.yaml');
    expect(change(text)).not.toBe(text);
    await sops.write('t.yaml', change(text));
    await expect(sops.decrypt('t.yaml')).rejects.toThrow();
    await expect(read('t.yaml', 'value')).rejects.toMatchObject({ reason: 'SecretBroken' });
  });

  const LAYOUTS = [
    'a: 1', // No newline at the end.
    '# only\na: "x" \n\n# end\n',
    'a: |\n  one\n  two\n',
    'a: >-\n  one\n  two\n\n\n---\n\nb: |\n  last\n# end\n',
    '  a: x\n  b: {c: y, d: [z, "w"]}\n',
    "a: 'it''s'\nb: two\n  lines\nc: &anchor v\n",
    'a:\n- x\n-   - y\n    # in between\n    - z\nb: null\nc:\n',
    '{a: x, b: [y]}\n',
    '{"a": {"b": "c"}}\n',
    '---\na: x\n...\n---\nb: y\n',
    'a: x\r\nb: y\r\n',
    '? a\n: x\n"quoted key": y\non: z\n',
    'a: !!str 12\nb: 1_000\nc: -0.0\nd: 1e3\ne: 0o17\n',
  ];

  it.each(LAYOUTS)('keep their layout: %j', async (text) => {
    await seal('layout.yaml', text);
    expect(await sops.decrypt('layout.yaml')).toBe(await asSops('measure.yaml', text));
    const comments = (from: string) => from.match(/# \w+.*/g) ?? [];
    expect(comments(await sops.text('layout.yaml'))).toEqual(comments(text));
  });
});
