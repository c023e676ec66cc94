import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { hookSecrets } from './hook-secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-hooks-'));
  await writeFile(join(folder, 'all'), 'the-secret-of-them-all\n');
  await writeFile(join(folder, 'own'), 'the-secret-of-one-source');
  await writeFile(join(folder, 'short'), 'secret');
  return () => rm(folder, { recursive: true, force: true });
});

const ALL = 'AGENTPOD_WEBHOOK_SECRET_FILE';
const find = async (env: Record<string, string>, source = 'my-shop') =>
  (await hookSecrets(env, folder).find(source))?.reveal();

it('a source has its own secret, or the one of all, or takes no hooks', async () => {
  const env = { [ALL]: 'all', [`${ALL}_MY_SHOP`]: 'own' };
  expect(await find(env)).toBe('the-secret-of-one-source');
  expect(await find(env, 'fleet')).toBe('the-secret-of-them-all');
  expect(await find({})).toBeUndefined();
});

it('a secret that is guessed is none, nor one that is not there', async () => {
  await expect(find({ [ALL]: 'short' })).rejects.toMatchObject({ reason: 'ConfigInvalid' });
  await expect(find({ [ALL]: 'gone' })).rejects.toMatchObject({ reason: 'SecretMissing' });
});
