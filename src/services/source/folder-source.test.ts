import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { folderSource } from './folder-source.ts';

let folder: string;
let stop: AbortController;
let ended: Promise<void>;
let changes: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-folder-'));
  await mkdir(join(folder, '..v1'));
  await writeFile(join(folder, '..v1/linked.yaml'), 'a');
  await symlink('..v1', join(folder, '..data'));
  await writeFile(join(folder, 'a.yaml'), 'a');
  stop = new AbortController();
  changes = 0;
  const checked = Promise.withResolvers<void>();
  const source = folderSource('tenants', '.', { cwd: folder, stdin: new PassThrough() });
  const listener = {
    changed: () => {
      changes += 1;
    },
    failed: (message: string) => checked.reject(new Error(message)),
    checked: () => checked.resolve(),
  };
  ended = source.watch(listener, stop.signal);
  await checked.promise;
  await becomes(1);
});

afterEach(async () => {
  stop.abort();
  await ended;
  await rm(folder, { recursive: true });
});

const becomes = (count: number) =>
  vi.waitFor(() => expect(changes).toBe(count), { timeout: 10_000, interval: 20 });

const at = (name: string) => join(folder, name);

it.each<[string, () => Promise<unknown>]>([
  ['a file is written', () => writeFile(at('a.yaml'), 'b')],
  [
    'a file is new, in a new folder',
    async () => {
      await mkdir(at('deep'));
      await writeFile(at('deep/b.yaml'), 'b');
    },
  ],
  ['a file is gone', () => rm(at('a.yaml'))],
  [
    'a file is put in the place of another',
    async () => {
      await writeFile(at('.a.yaml.swp'), 'b');
      await rename(at('.a.yaml.swp'), at('a.yaml'));
    },
  ],
  [
    'a link is swapped for another',
    async () => {
      await mkdir(at('..v2'));
      await writeFile(at('..v2/linked.yaml'), 'b');
      await symlink('..v2', at('..data_tmp'));
      await rename(at('..data_tmp'), at('..data'));
    },
  ],
])('tells when %s', async (_what, change) => {
  await change();
  await becomes(2);
});

it('tells of a burst once', async () => {
  for (let index = 0; index < 50; index += 1) await writeFile(at(`${index}.yaml`), 'b');
  await becomes(2);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(changes).toBe(2);
});

it('is silent about swap files and what git does', async () => {
  await writeFile(at('.a.yaml.swp'), 'b');
  await mkdir(at('.git'));
  await writeFile(at('.git/index'), 'b');
  await writeFile(at('last.yaml'), 'b');
  await becomes(2);
});
