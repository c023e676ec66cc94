import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readTrustedKeys } from '../../../src/services/git/trusted-keys.ts';
import { AGitRemote } from './a-git-remote.ts';
import { AWatchedGit } from './a-watched-git.ts';
import { ASigner } from './signing-keys.ts';

let remote: AGitRemote;
let ours: ASigner;
let theirs: ASigner;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([ASigner.create('ours'), ASigner.create('theirs')]);
});
afterAll(() => Promise.all([ours.remove(), theirs.remove()]));
beforeEach(async () => {
  remote = await AGitRemote.create();
  await remote.write('a.yaml', 'a: 1\n');
});
afterEach(() => remote.remove());

const trusting = async (kind: 'gpg' | 'ssh') => ({
  trusted: await readTrustedKeys([await ours.publicKeys(kind)]),
});

async function signedBy(signer: ASigner, kind: 'gpg' | 'ssh', ...more: string[]) {
  await signer.signFor(remote, kind);
  await remote.git('add', '--all');
  await remote.git('commit', '--quiet', '--allow-empty', '-m', 'signed', '-S', ...more);
  await remote.git('push', '--quiet', '--force', 'origin', 'HEAD:main');
}

describe.each(['gpg', 'ssh'] as const)('a repository whose signatures count (%s)', (kind) => {
  it('is read at a commit that a trusted key signed; the next one, by nobody, is refused', async () => {
    await signedBy(ours, kind);
    await using git = await AWatchedGit.open(remote.fileUrl, 'main', await trusting(kind));
    await git.heard(/^changed/);
    expect(await git.read()).toBe('fleet:a.yaml');
    await git.source.accepted();
    const good = git.source.revision() ?? '';
    const from = git.told.length;
    const bad = await remote.push();
    await git.heard(/^changed/, from);
    expect(await git.read()).toBe(`commit ${bad.slice(0, 12)} is refused: it is not signed`);
    // It is told, and not fetched again and again.
    expect(git.source.revision()).toBe(`main@sha1:${bad}`);
    expect(good).not.toContain(bad);
  });

  it('is refused when another key signed', async () => {
    await signedBy(theirs, kind);
    await using git = await AWatchedGit.open(remote.fileUrl, 'main', await trusting(kind));
    await git.heard(/^changed/);
    expect(await git.read()).toMatch(/it is signed with the key \S+, which is not trusted$/);
  });

  it('is read at a signed tag of a commit that is not', async () => {
    await remote.push();
    await ours.signFor(remote, kind);
    await remote.git('tag', '--sign', 'v1', '-m', 'one');
    await theirs.signFor(remote, kind);
    await remote.git('tag', '--sign', 'v2', '-m', 'two');
    await remote.git('push', '--quiet', 'origin', 'v1', 'v2');
    const keys = await trusting(kind);
    await using git = await AWatchedGit.open(remote.fileUrl, 'v1', keys);
    await git.heard(/^changed/);
    expect(await git.read()).toBe('fleet:a.yaml');
    await using other = await AWatchedGit.open(remote.fileUrl, 'v2', keys);
    await other.heard(/^changed/);
    expect(await other.read()).toMatch(/it is not signed; of its tag: .*not trusted$/);
  });
});

it('a commit that was changed after it was signed is refused', async () => {
  await signedBy(ours, 'gpg');
  const text = await remote.git('cat-file', 'commit', 'HEAD');
  const forged = join(remote.folder, 'forged');
  await writeFile(forged, `${text.replace(/signed$/, 'forged')}\n`);
  const commit = await remote.git('hash-object', '-t', 'commit', '-w', forged);
  await remote.git('push', '--quiet', '--force', 'origin', `${commit}:main`);
  await using git = await AWatchedGit.open(remote.fileUrl, 'main', await trusting('gpg'));
  await git.heard(/^changed/);
  expect(await git.read()).toMatch(/its signature does not fit what was signed$/);
});

it('keys that cannot be read, or that are of nobody, are no keys', async () => {
  const file = join(remote.folder, 'keys');
  await writeFile(file, '# nothing\n');
  await expect(readTrustedKeys([file])).rejects.toThrow('has no key');
  await writeFile(file, 'ssh-ed25519 AAAA me\n');
  await expect(readTrustedKeys([file])).rejects.toThrow('without whose it is');
  await expect(readTrustedKeys([`${file}-gone`])).rejects.toThrow('cannot read');
});
