import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WatchedSource } from '../../../src/ports/watched-source.ts';
import { gitSource } from '../../../src/services/git/git-source.ts';
import { systemClock } from '../../../src/services/system-clock.ts';
import { AGitRemote } from './a-git-remote.ts';

let remote: AGitRemote;
let stateDir: string;
let stop: AbortController;
let watching: Promise<void>;
let told: string[];
let heard: () => void;

beforeEach(async () => {
  remote = await AGitRemote.create();
  stateDir = await mkdtemp(join(tmpdir(), 'agentpod-state-'));
  stop = new AbortController();
  watching = Promise.resolve();
  told = [];
  heard = () => undefined;
  await remote.write('tenants/a.yaml', 'a: 1\n');
});

afterEach(async () => {
  stop.abort();
  await watching;
  await Promise.all([remote.remove(), rm(stateDir, { recursive: true, force: true })]);
});

function open(url: string, { ref = 'main', path = 'tenants' } = {}): WatchedSource {
  const env = { PATH: process.env['PATH'], HOME: remote.folder };
  const ground = { stateDir, env, clock: systemClock, random: () => 0 };
  const source = gitSource({ name: 'fleet', url, ref, path, intervalSeconds: 0.1 }, ground);
  const say = (word: string) => () => {
    told.push(word);
    heard();
  };
  const failed = (message: string) => say(`failed: ${message}`)();
  watching = source.watch(
    { changed: say('changed'), checked: say('checked'), failed },
    stop.signal,
  );
  return source;
}

async function until(fits: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  while (!fits()) {
    await new Promise<void>((resolve, reject) => {
      heard = resolve;
      signal.addEventListener('abort', () => reject(new Error(`heard only ${told.join(', ')}`)));
    });
  }
}

const names = async (source: WatchedSource) => (await source.read()).files.map(({ name }) => name);
const problem = async (source: WatchedSource) =>
  (await source.read()).diagnostics.map(({ message }) => message).join();

describe('a git repository as a source', () => {
  it.each(['fileUrl', 'httpUrl'] as const)(
    'is read at its branch, and again after a push: %s',
    async (kind) => {
      const first = await remote.push();
      const source = open(remote[kind]);
      expect(await names(source)).toEqual(['fleet:tenants/a.yaml']);
      expect(source.revision()).toBe(`main@sha1:${first}`);
      await remote.write('tenants/b.yaml', 'b: 1\n');
      const second = await remote.push();
      await until(() => told.filter((word) => word === 'changed').length === 2);
      expect(await names(source)).toEqual(['fleet:tenants/a.yaml', 'fleet:tenants/b.yaml']);
      expect(source.revision()).toBe(`main@sha1:${second}`);
    },
  );

  it('is not taken for accepted because somebody else looked at it', async () => {
    const first = await remote.push();
    const source = open(remote.fileUrl);
    await source.read();
    await remote.write('tenants/b.yaml', 'b: 1\n');
    await remote.push();
    await until(() => told.filter((word) => word === 'changed').length === 2);
    expect((await source.peek?.())?.files).toHaveLength(2);
    await source.accepted();
    expect(source.revision()).toBe(`main@sha1:${first}`);
  });

  it('is not fetched while nothing is new', async () => {
    await remote.push();
    open(remote.httpUrl);
    await until(() => told.includes('checked'));
    const [asked, before] = [told.length, remote.requests];
    await until(() => told.length >= asked + 3);
    // What one `ls-remote` takes is two requests at most.
    expect(remote.requests - before).toBeLessThanOrEqual(8);
    expect(told.filter((word) => word === 'changed')).toHaveLength(1);
  });

  it('is read at a tag with a message, and at a commit', async () => {
    const commit = await remote.push();
    await remote.git('tag', '--annotate', 'v1', '--message', 'one');
    await remote.git('push', '--quiet', 'origin', 'v1');
    await remote.write('tenants/b.yaml', 'b: 1\n');
    await remote.push();
    const source = open(remote.fileUrl, { ref: 'v1' });
    expect(await names(source)).toEqual(['fleet:tenants/a.yaml']);
    expect(source.revision()).toBe(`v1@sha1:${commit}`);
    stop.abort();
    await watching;
    stop = new AbortController();
    expect(await names(open(remote.fileUrl, { ref: commit }))).toEqual(['fleet:tenants/a.yaml']);
  });

  it('keeps what it has when the remote goes away, and begins with it after a restart', async () => {
    const good = await remote.push();
    const source = open(remote.fileUrl);
    await source.read();
    await source.accepted();
    stop.abort();
    await watching;
    await rm(join(remote.folder, 'fleet.git'), { recursive: true });
    stop = new AbortController();
    const again = open(remote.fileUrl);
    expect(await names(again)).toEqual(['fleet:tenants/a.yaml']);
    expect(again.revision()).toBe(`main@sha1:${good}`);
    await until(() => told.some((word) => word.startsWith('failed')));
    expect(await names(again)).toEqual(['fleet:tenants/a.yaml']);
  });

  it('keeps no commit but the one in force and the one that came last', async () => {
    for (const text of ['1', '2', '3']) {
      await remote.write('tenants/a.yaml', text);
      await remote.push();
      const source = open(remote.fileUrl);
      await until(() => told.at(-1) === 'checked');
      await source.read();
      await source.accepted();
      stop.abort();
      await watching;
      stop = new AbortController();
      told = [];
    }
    const [cache = ''] = await readdir(join(stateDir, 'sources'));
    const commits = (await readdir(join(stateDir, 'sources', cache))).filter(
      (name) => name !== 'good',
    );
    expect(commits).toEqual([await remote.git('rev-parse', 'HEAD')]);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    [
      'a submodule',
      'it has a submodule at sub',
      async () => {
        await remote.push();
        await remote.git('submodule', '--quiet', 'add', remote.fileUrl, 'sub');
      },
    ],
    [
      'Git LFS',
      '.gitattributes keeps files in Git LFS',
      () => remote.write('.gitattributes', '*.yaml filter=lfs diff=lfs\n'),
    ],
    [
      'no such folder',
      'it has no folder tenants',
      () =>
        remote
          .git('rm', '-r', '--quiet', '--force', '--ignore-unmatch', 'tenants')
          .then(() => rm(join(remote.tree, 'tenants'), { recursive: true, force: true })),
    ],
    [
      'a folder that leads out',
      'tenants leads out of the repository',
      async () => {
        await rm(join(remote.tree, 'tenants'), { recursive: true });
        await symlink('/etc', join(remote.tree, 'tenants'));
      },
    ],
    [
      'a link that leads out',
      'the symbolic link leaves the folder',
      () => symlink('/etc/passwd', join(remote.tree, 'tenants/x.yaml')),
    ],
  ])('is refused with %s', async (_what, words, prepare) => {
    await prepare();
    await remote.push();
    expect(await problem(open(remote.fileUrl))).toContain(words);
  });

  it('that is not there says so, without the password in its address', async () => {
    const url = remote.httpUrl.replace('127', 'me:canary@127').replace('fleet', 'absent');
    const source = open(url);
    const message = await problem(source);
    expect(message).toMatch(/not found/);
    expect(told.join() + message + source.name + inspect(await source.read())).not.toContain(
      'canary',
    );
  });
});

function inspect(value: unknown): string {
  return JSON.stringify(value);
}
