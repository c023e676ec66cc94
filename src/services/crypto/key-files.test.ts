import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropSuccessor, laySuccessor, masterKeyCandidates, settleSuccessor } from './key-files.ts';
import { createKeyRing } from './key-ring.ts';
import { createMasterKey, masterKeyId, newMasterKey, readMasterKey } from './master-key.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-key-'));
  file = join(folder, 'master.key');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a master key that is being changed', () => {
  it('can be found beside the old one before it has its place, and alone after that', async () => {
    const old = await createMasterKey(file);
    const next = newMasterKey();
    await laySuccessor(file, next);
    expect((await masterKeyCandidates(file)).map(masterKeyId)).toEqual(
      [old, next].map(masterKeyId),
    );
    await settleSuccessor(file, next);
    expect((await readMasterKey(file))?.equals(next)).toBe(true);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('does not get its place from a key that is not it', async () => {
    const old = await createMasterKey(file);
    await laySuccessor(file, newMasterKey());
    await settleSuccessor(file, old);
    expect((await readMasterKey(file))?.equals(old)).toBe(true);
    await dropSuccessor(file);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is still known by its predecessor while that lies beside it', async () => {
    const old = await createMasterKey(file);
    await copyFile(file, `${file}.old`);
    await rm(file);
    const next = await createMasterKey(file);
    const ring = createKeyRing(file, next);
    await expect(ring.wrapper(masterKeyId(old))).resolves.toBeDefined();
  });
});

it('a key that is nowhere is named', async () => {
  const ring = createKeyRing(file, await createMasterKey(file));
  await expect(ring.wrapper('0000000000000000')).rejects.toMatchObject({
    reason: 'SecretUnreadable',
    message: expect.stringContaining('0000000000000000') as string,
  });
});
