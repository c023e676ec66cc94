import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createManifestFolder } from './manifest-folder.ts';

const folder = createManifestFolder();
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'agentpod-folder-'));
  return () => rm(root, { recursive: true, force: true });
});

test('writing makes the folder, and leaves nothing but the file', async () => {
  const file = join(root, 'tenants', 'acme.yaml');
  await folder.write(file, 'a: 1\n');
  expect(await readFile(file, 'utf8')).toBe('a: 1\n');
  expect(await readdir(join(root, 'tenants'))).toEqual(['acme.yaml']);
});

test('a replaced file keeps its permissions', async () => {
  const file = join(root, 'acme.yaml');
  await writeFile(file, 'old');
  await chmod(file, 0o640);
  await folder.write(file, 'new');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await folder.read(file)).toBe('new');
});

test('an absent file reads as undefined, a folder is told from a file', async () => {
  expect(await folder.read(join(root, 'absent.yaml'))).toBeUndefined();
  expect(await folder.isFolder(root)).toBe(true);
  expect(await folder.isFolder(join(root, 'absent'))).toBe(false);
});

test('what cannot be written is an error that names the file', async () => {
  await writeFile(join(root, 'file'), '');
  const file = join(root, 'file', 'acme.yaml');
  await expect(folder.write(file, 'x')).rejects.toMatchObject({ reason: 'ManifestUnwritable' });
});

test('outside of a work tree nothing is committed', async () => {
  const file = join(root, 'acme.yaml');
  await writeFile(file, 'a: 1\n');
  expect(await folder.commit([file], 'Add acme')).toEqual({ kind: 'not-a-work-tree' });
});
