import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, test, vi } from 'vitest';
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

test('without git nothing is committed, and no trace of the stack is told', async () => {
  vi.stubEnv('PATH', root);
  const file = join(root, 'acme.yaml');
  await writeFile(file, 'a: 1\n');
  const result = await folder.commit([file], 'Add acme');
  vi.unstubAllEnvs();
  expect(result).toEqual({ kind: 'failed', message: 'Error: spawn git ENOENT' });
});

test('a place is a plain file, free, or nothing that may be written', async () => {
  const file = join(root, 'tenants', 'acme.yaml');
  await folder.write(file, 'a: 1\n');
  await folder.write(join(root, 'outside.yaml'), 'a: 1\n');
  const tenants = join(root, 'tenants');
  await symlink('acme.yaml', join(tenants, 'link.yaml'));
  await symlink('nowhere', join(tenants, 'dead.yaml'));
  await symlink(root, join(tenants, 'up'));
  const place = (name: string) => folder.placeOf(join(tenants, name), tenants);
  expect(await place('acme.yaml')).toBe('file');
  expect(await place('new.yaml')).toBe('free');
  expect(await folder.placeOf(file, file)).toBe('file');
  for (const name of [
    'link.yaml',
    'dead.yaml',
    'up',
    'up/outside.yaml',
    '../outside.yaml',
    'none/new.yaml',
  ]) {
    expect(await place(name), name).toBe('outside');
  }
});

// Root writes wherever the file system lets it.
test.skipIf(process.getuid?.() === 0)('a folder may be one that is only read', async () => {
  await writeFile(join(root, 'acme.yaml'), 'a: 1\n');
  await chmod(root, 0o555);
  expect(await folder.placeOf(join(root, 'acme.yaml'), root)).toBe('read-only');
  expect(await folder.placeOf(join(root, 'new.yaml'), root)).toBe('read-only');
  await chmod(root, 0o755);
});

describe('in a work tree', () => {
  const git = async (...argv: readonly string[]) =>
    (await execa('git', argv, { cwd: root, env: { HOME: root, GIT_CONFIG_NOSYSTEM: '1' } })).stdout;

  test('these files alone are committed, by who is named', async () => {
    await git('init', '-q');
    await git('config', 'user.name', 'Server');
    await git('config', 'user.email', 'server@example.org');
    const files = [join(root, 'a.yaml'), join(root, 'b.yaml')];
    for (const file of files) await folder.write(file, 'a: 1\n');
    await folder.write(join(root, 'staged.txt'), 'x');
    await git('add', 'staged.txt');
    const result = await folder.commit(files, '-m odd', 'Ann <ann@example.org>');
    expect(result).toMatchObject({ kind: 'committed' });
    expect(await git('log', '-1', '--format=%an <%ae> %cn: %s')).toBe(
      'Ann <ann@example.org> Server: -m odd',
    );
    expect(await git('show', '--name-only', '--format=')).toBe('a.yaml\nb.yaml');
    expect(await git('status', '--porcelain')).toBe('A  staged.txt');
    expect(await folder.commit(files, 'Again')).toEqual({ kind: 'unchanged' });
  });

  test('a name with signs of a pattern is that one file', async () => {
    await git('init', '-q');
    const [odd, plain] = [join(root, 'acme[1].yaml'), join(root, 'acme1.yaml')];
    for (const file of [odd, plain]) await folder.write(file, 'a: 1\n');
    await folder.commit([odd, plain], 'Add', 'Ann <ann@example.org>');
    for (const file of [odd, plain]) await folder.write(file, 'a: 2\n');
    expect(await folder.commit([odd], 'Change', 'Ann <ann@example.org>')).toMatchObject({
      kind: 'committed',
    });
    expect(await git('show', '--name-only', '--format=')).toBe('acme[1].yaml');
    expect(await git('status', '--porcelain')).toBe(' M acme1.yaml');
  });

  test('a hook that refuses is told in its own words', async () => {
    await git('init', '-q');
    await folder.write(
      join(root, '.git/hooks/pre-commit'),
      '#!/bin/sh\necho not today >&2\nexit 1\n',
    );
    await chmod(join(root, '.git/hooks/pre-commit'), 0o755);
    const file = join(root, 'a.yaml');
    await folder.write(file, 'a: 1\n');
    expect(await folder.commit([file], 'Add', 'Ann <ann@example.org>')).toEqual({
      kind: 'failed',
      message: 'not today',
    });
  });
});
