import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds `dist` once for all tests that run the built program; a build that is newer than its sources stays. */
export async function setup(): Promise<void> {
  const [built, changed] = await Promise.all([newest('dist'), newest('src')]);
  if (built > changed) return;
  const bin = [join(ROOT, 'node_modules/.bin'), dirname(process.execPath)].join(':');
  const PATH = `${bin}:${process.env['PATH'] ?? ''}`;
  await execa('npm', ['run', '--silent', 'build'], { cwd: ROOT, env: { PATH } });
}

/** When the last file below a folder changed, in milliseconds; 0 when there is no such folder. */
async function newest(folder: string): Promise<number> {
  try {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const times = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
    return Math.max(0, ...times.map(({ mtimeMs }) => mtimeMs));
  } catch {
    return 0;
  }
}
