import { cp, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** `main.js` of the built program. */
    readonly program: string;
  }
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What the program looks for beside `dist`. */
const BESIDE = ['package.json', 'node_modules', 'migrations', 'schemas'];

/**
 * Builds the program once for all tests that run it, and gives them a copy: a build that somebody
 * starts meanwhile would take the files from under a running test.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [built, changed] = await Promise.all([newest('dist'), newest('src')]);
  if (built <= changed) await build();
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-build-'));
  await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  await Promise.all(BESIDE.map((name) => symlink(join(ROOT, name), join(folder, name))));
  project.provide('program', join(folder, 'dist/main.js'));
  return () => rm(folder, { recursive: true });
}

async function build(): Promise<void> {
  const bin = [join(ROOT, 'node_modules/.bin'), dirname(process.execPath)].join(':');
  const PATH = `${bin}:${process.env['PATH'] ?? ''}`;
  // Vitest's own would build the dashboard as for development.
  const env = { PATH, NODE_ENV: 'production' };
  await execa('npm', ['run', '--silent', 'build'], { cwd: ROOT, env });
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
