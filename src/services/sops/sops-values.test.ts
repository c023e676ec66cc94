import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretReader } from '../secrets/secret-reader.ts';

/** On the checked-in example, which the real `sops` encrypted; more in test/integration/sops. */

const EXAMPLE = join(import.meta.dirname, '../../../examples/sops');
const MANIFEST = readFileSync(join(EXAMPLE, 'tenant.yaml'), 'utf8');
const SECRETS = join(EXAMPLE, 'secrets.enc.yaml');
const fingerprintKey = createSecretKey(Buffer.alloc(32, 1));

const reader = readerWith({ SOPS_AGE_KEY_FILE: join(EXAMPLE, 'demo-key.txt') });

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentpod-sops-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function readerWith(env: Readonly<Record<string, string>>) {
  return secretReader({ env: { HOME: '/nowhere', ...env }, fingerprintKey });
}

function read(path: string, key = '') {
  return reader.read({ kind: 'sops', path, key });
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a value in a file that SOPS encrypted', () => {
  it('is found by its dotted path', async () => {
    expect((await read(SECRETS, 'crm.password')).reveal()).toBe('correct horse battery staple');
    expect((await read(SECRETS, 'telegram["botToken"]')).reveal()).toMatch(/^1234567890:/);
  });

  it.each([
    ['crm.passwort', 'SecretMissing', 'crm.passwort does not exist in FILE'],
    ['cr', 'SecretMissing', 'cr does not exist in FILE'],
    ['crm', 'SecretMissing', 'crm is not a single value in FILE'],
    ['', 'SecretMissing', 'FILE has many values, and no key says which is meant'],
    ['sops.mac', 'SecretMissing', 'sops.mac does not exist in FILE'],
  ])('%j cannot be had: %s, %s', async (key, reason, message) => {
    const expected = { reason, message: message.replace('FILE', SECRETS) };
    await expect(read(SECRETS, key)).rejects.toMatchObject(expected);
  });

  it('is not believed when another value was changed', async () => {
    const text = readFileSync(SECRETS, 'utf8');
    const user = /^ {4}user: (.*)$/m.exec(text)?.[1] ?? '';
    const path = written('moved.yaml', text.replace(/password: .*/, `password: ${user}`));
    const message = `${path}: crm.password: this value was changed or moved after SOPS encrypted it`;
    const key = 'telegram.botToken';
    await expect(read(path, key)).rejects.toMatchObject({ reason: 'SecretBroken', message });
  });

  it.each([
    ['plain.yaml', 'a: 1\n', 'FILE is not a yaml file that SOPS encrypted'],
    ['plain.pem', 'text', 'FILE is not a JSON file that SOPS encrypted'],
    ['a.ini', '[a]\n', 'FILE: INI files under SOPS are not read'],
  ])('in %s is none', async (name, text, message) => {
    const path = written(name, text);
    const expected = { reason: 'SecretBroken', message: message.replace('FILE', path) };
    await expect(read(path, 'a')).rejects.toMatchObject(expected);
  });

  it('needs an age key, and says where one would be looked for', async () => {
    const source = { kind: 'sops', path: SECRETS, key: 'crm.user' } as const;
    await expect(readerWith({}).read(source)).rejects.toMatchObject({
      reason: 'SecretMissing',
      message: expect.stringMatching(/encrypted with SOPS for age1\w+, and no age key was found$/),
      hint: 'put the key into /nowhere/.config/sops/age/keys.txt, or set SOPS_AGE_KEY_FILE or SOPS_AGE_KEY',
    });
    const SOPS_AGE_KEY =
      'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
    await expect(readerWith({ SOPS_AGE_KEY }).read(source)).rejects.toMatchObject({
      reason: 'SecretMissing',
      message: expect.stringMatching(/and the age key in SOPS_AGE_KEY does not open it$/),
    });
  });
});

describe('a manifest that SOPS encrypted', () => {
  it('is whole as it was written', async () => {
    expect(await reader.checkSeal(MANIFEST)).toBeUndefined();
  });

  it.each([
    ['a plain field', (text: string) => text.replace('wayne/agent', 'wayne/other')],
    ['a field more', (text: string) => text.replace('spec:\n', 'spec:\n    suspended: true\n')],
    ['a field less', (text: string) => text.replace('            key: crm.password\n', '')],
    ['a document more', (text: string) => `${text}---\nkind: Tenant\n`],
    ['the regular expression', (text: string) => text.replace('^value$', '^values$')],
    ['the time', (text: string) => text.replace(/lastmodified: "2026/, 'lastmodified: "2025')],
    ['the MAC', (text: string) => text.replace('data:p1Gm', 'data:p2Gm')],
  ])('is not believed when somebody changed %s', async (_what, change) => {
    const changed = change(MANIFEST);
    expect(changed).not.toBe(MANIFEST);
    const problem = await reader.checkSeal(changed);
    expect(problem).toMatchObject({ rule: 'SecretBroken', path: ['sops', 'mac'] });
  });

  it('is not believed when a value was put in plain text where it belongs encrypted', async () => {
    const problem = await reader.checkSeal(MANIFEST.replace(/value: ENC.*/, 'value: sk-plain'));
    expect(problem).toMatchObject({
      rule: 'SecretBroken',
      document: 1,
      path: ['spec', 'providers', 'openai', 'apiKey', 'value'],
      message: 'SOPS encrypts this value, and here it stands in plain text',
    });
  });
});

describe('a program', () => {
  it('is not run for manifests from elsewhere', async () => {
    const strict = secretReader({ env: {}, fingerprintKey, allowExec: false });
    const source = {
      kind: 'exec',
      command: ['touch', join(folder, 'ran')],
      directory: '/',
    } as const;
    await expect(strict.read(source)).rejects.toMatchObject({ reason: 'SecretRefused' });
    await expect(read(join(folder, 'ran'))).rejects.toMatchObject({ reason: 'SecretMissing' });
  });
});
