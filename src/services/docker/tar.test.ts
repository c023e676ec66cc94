import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { packFolders, unpackFiles } from './tar.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const FOLDER = {
  folder: '0',
  uid: 1000,
  gid: 1001,
  rootMode: 0o700,
  files: [
    { path: 'b/c/deep.txt', mode: 0o400, content: Buffer.from('deep') },
    { path: 'a.json', mode: 0o600, content: Buffer.from('{}') },
  ],
};

async function headers(archive: Buffer): Promise<Header[]> {
  const found: Header[] = [];
  for await (const entry of Readable.from([archive]).pipe(extract())) {
    found.push(entry.header);
    entry.resume();
  }
  return found;
}

describe('archives for volumes', () => {
  it('hold folders before what is in them, sorted, with owner, mode and time', async () => {
    const archive = await packFolders([FOLDER, { ...FOLDER, folder: '1', files: [] }], NOW);

    expect(
      (await headers(archive)).map(({ name, mode, uid, gid }) => [name, mode, uid, gid]),
    ).toEqual([
      ['0', 0o700, 1000, 1001],
      ['0/b', 0o700, 1000, 1001],
      ['0/b/c', 0o700, 1000, 1001],
      ['0/a.json', 0o600, 1000, 1001],
      ['0/b/c/deep.txt', 0o400, 1000, 1001],
      ['1', 0o700, 1000, 1001],
    ]);
    expect((await headers(archive)).every(({ mtime }) => mtime?.getTime() === NOW.getTime())).toBe(
      true,
    );
  });

  it('give their files back without the first folder', async () => {
    const archive = await packFolders([FOLDER], NOW);

    const files = await unpackFiles(Readable.from([archive]), 1000);

    expect(files.map(({ path, content }) => [path, String(content)])).toEqual([
      ['a.json', '{}'],
      ['b/c/deep.txt', 'deep'],
    ]);
  });

  it('are refused when they hold too much', async () => {
    const archive = await packFolders([FOLDER], NOW);

    await expect(unpackFiles(Readable.from([archive]), 5)).rejects.toThrow('more than 5 bytes');
  });
});
