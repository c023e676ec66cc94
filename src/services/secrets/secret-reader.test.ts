import { execFileSync } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretReader } from './secret-reader.ts';

const ENV = { KEY: 'value\n', EMPTY: '', LONG: 'x'.repeat(65_537) };
const fingerprintKey = createSecretKey(Buffer.alloc(32, 1));
const reader = secretReader({ env: ENV, fingerprintKey });

const MKFIFO = 'mkfifo';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentpod-secrets-'));
  writeFileSync(join(folder, 'key'), 'from file\r\n');
  writeFileSync(join(folder, 'two-newlines'), 'x\n\n');
  writeFileSync(join(folder, 'empty'), '\n');
  writeFileSync(join(folder, 'long'), 'x'.repeat(65_537));
  writeFileSync(join(folder, 'binary'), Buffer.from([0xff]));
  execFileSync(MKFIFO, [join(folder, 'pipe')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fromEnv = (name: string) => reader.read({ kind: 'env', name });
const fromFile = (name: string) => reader.read({ kind: 'file', path: join(folder, name) });

describe('a secret', () => {
  it('comes from a variable or a file, without one trailing newline', async () => {
    expect((await fromEnv('KEY')).reveal()).toBe('value');
    expect((await fromFile('key')).reveal()).toBe('from file');
    expect((await fromFile('two-newlines')).reveal()).toBe('x\n');
  });

  it.each([
    ['UNSET', 'the environment variable UNSET is not set'],
    ['EMPTY', 'the environment variable EMPTY is empty'],
    ['LONG', 'the environment variable LONG is larger than 64 KiB'],
    ['toString', 'the environment variable toString is not set'],
  ])('from the variable %s is missing: %s', async (name, message) => {
    await expect(fromEnv(name)).rejects.toMatchObject({ reason: 'SecretMissing', message });
  });

  it.each([
    ['absent', 'the file FILE does not exist'],
    ['empty', 'the file FILE is empty'],
    ['long', 'the file FILE is larger than 64 KiB'],
    ['binary', 'the file FILE is not UTF-8 text'],
    ['pipe', 'FILE is not a file'],
    ['.', 'FILE is not a file'],
    ['key/below', 'the file FILE cannot be read: a part of the path is not a folder'],
  ])('from the file %s is missing: %s', async (name, template) => {
    const message = template.replace('FILE', join(folder, name));
    await expect(fromFile(name)).rejects.toMatchObject({ reason: 'SecretMissing', message });
  });

  it('has a fingerprint that depends on the key and tells nothing', async () => {
    const value = await fromEnv('KEY');
    const print = reader.fingerprint(value);
    const otherKey = createSecretKey(Buffer.alloc(32, 2));
    expect(print).toMatch(/^[0-9a-f]{16}$/);
    expect(reader.fingerprint(value)).toBe(print);
    expect(secretReader({ env: ENV, fingerprintKey: otherKey }).fingerprint(value)).not.toBe(print);
  });
});

describe('a file of a secret', () => {
  let state: string;
  let manifests: string;

  beforeAll(() => {
    state = join(folder, 'state');
    manifests = join(folder, 'manifests');
    mkdirSync(state);
    mkdirSync(join(manifests, 'secrets'), { recursive: true });
    writeFileSync(join(state, 'master.key'), 'all-opening');
    writeFileSync(join(folder, 'elsewhere.key'), 'all-opening');
    writeFileSync(join(manifests, 'secrets', 'real'), 'inside');
    symlinkSync('secrets/real', join(manifests, 'linked'));
    symlinkSync('../key', join(manifests, 'leaving'));
    symlinkSync('..', join(manifests, 'up'));
    symlinkSync(state, join(folder, 'state-by-another-name'));
  });

  const read = (path: string, within?: string, kind: 'file' | 'sops' = 'file') => {
    const offLimits = [join(folder, 'state'), join(folder, 'elsewhere.key')];
    const place = { path: join(folder, path), ...(within && { within: join(folder, within) }) };
    const source = kind === 'file' ? { kind, ...place } : { kind, key: 'a', ...place };
    return secretReader({ env: ENV, fingerprintKey, offLimits }).read(source);
  };

  it('may be a link that stays in the folder of the manifest', async () => {
    expect((await read('manifests/linked', 'manifests')).reveal()).toBe('inside');
    expect((await read('manifests/up/manifests/linked', 'manifests')).reveal()).toBe('inside');
  });

  it.each(['manifests/leaving', 'manifests/up/key'])(
    'is refused when the link %s leaves the folder',
    async (path) => {
      const message = `the file ${join(folder, path)} leaves the folder of the manifest by a symbolic link`;
      const refusal = { reason: 'SecretRefused', message };
      await expect(read(path, 'manifests')).rejects.toMatchObject(refusal);
      await expect(read(path, 'manifests', 'sops')).rejects.toMatchObject(refusal);
    },
  );

  it('may be anywhere when its path is absolute', async () => {
    expect((await read('manifests/leaving')).reveal()).toBe('from file');
  });

  it.each([
    'state/master.key',
    'state-by-another-name/master.key',
    'state/not-there',
    'elsewhere.key',
  ])("is refused when %s is AgentPod's own, and nothing of it is shown", async (path) => {
    const message = `the file ${join(folder, path)} is one of AgentPod's own, so it is not given to a pod`;
    const refusal = { reason: 'SecretRefused', message };
    await expect(read(path)).rejects.toMatchObject(refusal);
    await expect(read(path, 'state')).rejects.toMatchObject(refusal);
  });

  it('beside the state directory is none of its business', async () => {
    await expect(read('state-not-there')).rejects.toMatchObject({ reason: 'SecretMissing' });
  });
});
