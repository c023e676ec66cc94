import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMasterKey, deriveKey, masterKeyId, readMasterKey } from './master-key.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-key-'));
  file = join(folder, 'master.key');
});

afterEach(() => rm(folder, { recursive: true }));

const write = (text: string, mode = 0o600) => writeFile(file, text, { mode });

describe('the master key file', () => {
  it('may be absent', async () => {
    expect(await readMasterKey(file)).toBeUndefined();
  });

  it('is made private and whole, with nothing left beside it', async () => {
    const key = await createMasterKey(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['master.key']);
    expect(key.symmetricKeySize).toBe(32);
  });

  it('is never replaced by a new one', async () => {
    const first = await createMasterKey(file);
    const second = await createMasterKey(file);
    expect(second.equals(first)).toBe(true);
  });

  it('holds base64, with or without padding and a newline', async () => {
    const text = Buffer.alloc(32, 7).toString('base64');
    for (const form of [text, `${text}\n`, text.replace(/=+$/, '')]) {
      await write(form);
      expect((await readMasterKey(file))?.export()).toEqual(Buffer.alloc(32, 7));
    }
  });

  it.each([
    ['nothing', ''],
    ['too few bytes', Buffer.alloc(31).toString('base64')],
    ['too many bytes', Buffer.alloc(33).toString('base64')],
    ['32 letters that are no base64', '*'.repeat(44)],
    ['a passphrase', 'correct horse battery staple'],
    ['a whole other file', 'a'.repeat(2000)],
  ])('is refused when it holds %s', async (_, text) => {
    await write(text);
    await expect(readMasterKey(file)).rejects.toMatchObject({ reason: 'MasterKeyInvalid' });
  });

  it.each([0o640, 0o604, 0o660, 0o644])('is refused when its mode is %o', async (mode) => {
    await write(Buffer.alloc(32).toString('base64'));
    await chmod(file, mode);
    await expect(readMasterKey(file)).rejects.toMatchObject({
      failure: 'InvalidInput',
      reason: 'MasterKeyExposed',
      hint: `chmod 600 ${file}`,
    });
  });

  it('cannot be made in a folder that is not there', async () => {
    const lost = join(folder, 'missing', 'master.key');
    await expect(createMasterKey(lost)).rejects.toMatchObject({ reason: 'MasterKeyUnwritable' });
  });

  it('is refused when it is a folder', async () => {
    await mkdir(file, { mode: 0o700 });
    await expect(readMasterKey(file)).rejects.toMatchObject({ reason: 'MasterKeyInvalid' });
  });

  it('gives each purpose a key of its own, and an id that is neither', async () => {
    const key = await createMasterKey(file);
    const first = deriveKey(key, 'tenant-keys');
    expect(first.equals(deriveKey(key, 'fingerprints'))).toBe(false);
    expect(first.equals(deriveKey(key, 'tenant-keys'))).toBe(true);
    expect(masterKeyId(key)).toMatch(/^[0-9a-f]{16}$/);
  });
});
