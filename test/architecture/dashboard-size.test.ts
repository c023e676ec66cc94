import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** What a phone on a slow network has to load before it sees its fleet. */
const FIRST_LOAD_BYTES = 150_000;
const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'agentpod-dashboard-'));

beforeAll(async () => {
  // Else it would bring the libraries in their form for development.
  vi.stubEnv('NODE_ENV', 'production');
  const { build } = await import('vite');
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, manifest: true },
  });
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

test('the dashboard’s first load is small, and what charts need is no part of it', () => {
  const text = readFileSync(join(folder, '.vite/manifest.json'), 'utf8');
  const manifest = JSON.parse(text) as Readonly<Record<string, Chunk>>;
  const files = new Set(['index.html']);
  const add = (chunk: Chunk | undefined): void => {
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const name of chunk.imports ?? []) add(manifest[name]);
  };
  add(Object.values(manifest).find(({ isEntry }) => isEntry));
  const contents = [...files].map((file) => readFileSync(join(folder, file)));
  const size = contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
  expect(files.size).toBeGreaterThan(2);
  expect(size).toBeLessThan(FIRST_LOAD_BYTES);
  expect(contents.join('')).not.toContain('uplot');
});
