import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import type { VolumeContent } from '../../ports/container-runtime.ts';

/** Tar archives as the Engine's archive endpoints give and take them. */
export interface ArchivedFile {
  /** Without the archive's first folder, which is the one that was asked for. */
  readonly path: string;
  readonly content: Buffer;
  readonly modifiedAt: Date | undefined;
}

/** A folder in the archive and what it is to hold. */
export interface PackedFolder extends Omit<VolumeContent, 'volume'> {
  readonly folder: string;
}

/**
 * Packs folders in a fixed order. The time is an argument because a file watcher in a pod tells
 * by it that a file is new.
 */
export async function packFolders(folders: readonly PackedFolder[], mtime: Date): Promise<Buffer> {
  const archive = pack();
  for (const { folder, uid, gid, rootMode, files } of folders) {
    const owner = { uid, gid, mtime };
    const directories = [folder, ...parentsOf(files).map((path) => `${folder}/${path}`)];
    for (const name of directories) {
      archive.entry({ ...owner, name, type: 'directory', mode: rootMode });
    }
    const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, mode, content, nanos = 0 } of sorted) {
      const name = `${folder}/${path}`;
      const seconds = (mtime.getTime() / 1000).toFixed(3);
      const pax = { mtime: `${seconds}${String(nanos).padStart(6, '0')}` };
      archive.entry({ ...owner, name, mode, pax }, Buffer.from(content));
    }
  }
  archive.finalize();
  return buffer(archive);
}

/** Every folder that the files need, parents first. */
function parentsOf(files: readonly { readonly path: string }[]): string[] {
  const parents = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_part, index) => {
      parents.add(parts.slice(0, index + 1).join('/'));
    });
  }
  return [...parents].sort();
}

/**
 * Regular files of an archive, sorted by path. Fails when they hold more than `maxBytes` together:
 * what a pod wrote into a volume must not fill our memory.
 */
export async function unpackFiles(archive: Readable, maxBytes: number): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  let total = 0;
  const entries = extract();
  archive.on('error', (error) => entries.destroy(error));
  for await (const entry of archive.pipe(entries)) {
    total += entry.header.size ?? 0;
    if (total > maxBytes) {
      archive.destroy();
      throw new Error(`more than ${maxBytes} bytes`);
    }
    if (entry.header.type === 'file') {
      const path = entry.header.name.split('/').slice(1).join('/');
      files.push({ path, content: await buffer(entry), modifiedAt: entry.header.mtime });
    } else {
      entry.resume();
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
