import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedLayout } from './layout.ts';
import { findPrograms } from './programs.ts';

const NOBODY = { name: 'nobody', uid: 65_534, gid: 65_534 };
const LINK = { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' };

let root: string;
let installed: string;

beforeEach(async () => {
  root = await mkdtemp('/tmp/agentpod-programs-');
  installed = join(root, 'package');
  await chmod(root, 0o711);
  await put('native/bin/initdb', 'initdb', 0o755);
  await put('native/bin/postgres', 'postgres', 0o755);
  await put(LINK.source, 'library', 0o644);
  await put('native/pg-symlinks.json', JSON.stringify([LINK]), 0o644);
});

afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text: string, mode: number): Promise<void> {
  const file = join(installed, path);
  await mkdir(dirname(file), { recursive: true, mode: 0o755 });
  await writeFile(file, text, { mode });
}

const addLink = () => symlink('libpq.so.5.18', join(installed, LINK.target));
const find = (user?: typeof NOBODY) => findPrograms(embeddedLayout(root), user, installed);

describe('the programs of the embedded database', () => {
  it('run from the package when it is whole and reachable', async () => {
    await addLink();
    const expected = join(installed, 'native/bin/postgres');
    expect((await find()).postgres).toBe(expected);
    expect((await find(NOBODY)).postgres).toBe(expected);
  });

  it('run from a copy when the package lacks its links, which the copy has', async () => {
    const { postgres, initdb } = await find();
    expect(postgres).toBe(join(root, 'pgsql-18.4/bin/postgres'));
    expect(await readFile(initdb, 'utf8')).toBe('initdb');
    expect(await readlink(join(root, 'pgsql-18.4/lib/libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('run from a copy when another user cannot enter a folder above the package', async () => {
    await addLink();
    await chmod(installed, 0o700);
    expect((await find(NOBODY)).postgres).toBe(join(root, 'pgsql-18.4/bin/postgres'));
    expect(await readlink(join(root, 'pgsql-18.4/lib/libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('are copied once, also by two at a time', async () => {
    const [one, two] = await Promise.all([find(), find()]);
    expect(one).toEqual(two);
    await writeFile(one.postgres, 'kept');
    expect(await readFile((await find()).postgres, 'utf8')).toBe('kept');
  });
});
