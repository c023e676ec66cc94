import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../core/manifests/render-diagnostics.ts';
import { manifestSource } from './manifest-source.ts';

const MKFIFO = 'mkfifo';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agentpod-source-'));
});

afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function write(name: string, content: string | Uint8Array): void {
  const path = join(cwd, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

async function read(paths: readonly string[], stdin = '') {
  const source = manifestSource(paths, { cwd, stdin: Readable.from([Buffer.from(stdin)]) });
  const { files, diagnostics } = await source.read();
  return {
    files,
    names: files.map(({ name }) => name),
    problems: renderDiagnostics(diagnostics).trimEnd(),
  };
}

describe('a source of manifests', () => {
  it('reads a folder recursively, sorted, passing over what is hidden or no YAML', async () => {
    for (const name of ['b.yml', 'a.yaml', 'sub/c.yaml', 'note.txt', 'd.yaml.bak'])
      write(name, name);
    for (const name of ['.hidden.yaml', '.git/x.yaml', 'node_modules/x.yaml']) write(name, name);
    const { names, problems } = await read(['.']);
    expect(names).toEqual(['a.yaml', 'b.yml', 'sub/c.yaml']);
    expect(problems).toBe('');
  });

  it('names files as the user would', async () => {
    write('tenants/a.yaml', 'x');
    expect((await read(['tenants'])).names).toEqual(['tenants/a.yaml']);
    expect((await read(['./tenants/'])).names).toEqual(['tenants/a.yaml']);
    expect((await read([join(cwd, 'tenants')])).names).toEqual([join(cwd, 'tenants/a.yaml')]);
    expect((await read(['tenants/a.yaml'])).names).toEqual(['tenants/a.yaml']);
  });

  it('gives text, folder and hash of each file', async () => {
    write('tenants/a.yaml', '\ufeffhéllo');
    const { files } = await read(['tenants']);
    expect(files).toEqual([
      {
        name: 'tenants/a.yaml',
        directory: join(cwd, 'tenants'),
        text: 'héllo',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('reads stdin for -, starting relative files at the working folder', async () => {
    const { files } = await read(['-', '-'], 'kind: Pod');
    expect(files).toMatchObject([{ name: '<stdin>', directory: cwd, text: 'kind: Pod' }]);
  });

  it('reads a file that is given or reached twice once', async () => {
    write('a.yaml', 'x');
    symlinkSync('a.yaml', join(cwd, 'b.yaml'));
    mkdirSync(join(cwd, 'sub'));
    symlinkSync('..', join(cwd, 'sub/loop'));
    expect((await read(['.', 'a.yaml', '.'])).names).toEqual(['a.yaml']);
  });

  it('follows links inside of the folder, also to hidden entries', async () => {
    write('.data/real.yaml', 'x');
    symlinkSync('.data/real.yaml', join(cwd, 'a.yaml'));
    symlinkSync('.data', join(cwd, 'linked'));
    expect((await read(['.'])).names).toEqual(['a.yaml']);
  });

  it('reads a named pipe that is given', async () => {
    execFileSync(MKFIFO, [join(cwd, 'pipe')]);
    const reading = read(['pipe']);
    await writeFile(join(cwd, 'pipe'), 'kind: Pod');
    expect((await reading).files).toMatchObject([{ name: 'pipe', text: 'kind: Pod' }]);
  });

  it('an empty folder has no files and no problems', async () => {
    expect(await read(['.'])).toEqual({ files: [], names: [], problems: '' });
  });
});

describe('a source that cannot be read', () => {
  it('a path that does not exist is named, with the nearest one', async () => {
    mkdirSync(join(cwd, 'tenants'));
    expect((await read(['tenats', 'elsewhere/x'])).problems).toBe(
      `tenats:1:1: error: "tenats" does not exist (FileMissing)
  hint: did you mean tenants?
elsewhere/x:1:1: error: "elsewhere/x" does not exist (FileMissing)`,
    );
  });

  it('a link out of the folder is refused', async () => {
    write('outside/x.yaml', 'x');
    mkdirSync(join(cwd, 'tenants'));
    symlinkSync('../outside/x.yaml', join(cwd, 'tenants/x.yaml'));
    symlinkSync(join(cwd, 'outside'), join(cwd, 'tenants/y'));
    symlinkSync('nowhere', join(cwd, 'tenants/z.yaml'));
    const { names, problems } = await read(['tenants']);
    expect(names).toEqual([]);
    expect(problems).toBe(
      `tenants/x.yaml:1:1: error: the symbolic link leaves the folder (LinkLeavesFolder)
  hint: copy what it points at into the folder, or name it with a -f of its own
tenants/y:1:1: error: the symbolic link leaves the folder (LinkLeavesFolder)
  hint: copy what it points at into the folder, or name it with a -f of its own
tenants/z.yaml:1:1: error: the symbolic link cannot be followed: it does not exist (FileUnreadable)`,
    );
  });

  it('a file over 1 MiB is refused, and so is such a stdin', async () => {
    write('a.yaml', ' '.repeat(2 ** 20 + 1));
    write('b.yaml', '#'.repeat(2 ** 20));
    const { names, problems } = await read(['.', '-'], ' '.repeat(2 ** 20 + 1));
    expect(names).toEqual(['b.yaml']);
    expect(problems).toBe(
      `a.yaml:1:1: error: the file is larger than 1 MiB (FileTooLarge)
  hint: split it into several files
<stdin>:1:1: error: the file is larger than 1 MiB (FileTooLarge)
  hint: split it into several files`,
    );
  });

  it('bytes that are no text are refused where they stand', async () => {
    write('a.yaml', Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x63]));
    write('b.yaml', 'a: 1\nb: \0');
    expect((await read(['.'])).problems).toBe(
      `a.yaml:2:2: error: the file is not UTF-8 text (NotUtf8)
  hint: save it as UTF-8
b.yaml:2:4: error: the file holds a NUL byte, so it is not text (NulByte)`,
    );
  });
});
