import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGitRemote } from './a-git-remote.ts';
import { AWatchedGit } from './a-watched-git.ts';

let remote: AGitRemote;
let first: string;
let second: string;

beforeEach(async () => {
  remote = await AGitRemote.create();
  await remote.write('a.yaml', 'a: 1\n');
  first = await remote.push();
  await remote.write('b.yaml', 'b: 1\n');
  second = await remote.push();
});
afterEach(() => remote.remove());

async function tag(name: string, commit: string): Promise<void> {
  await remote.git('tag', name, commit);
  await remote.git('push', '--quiet', 'origin', name);
}

describe('a git repository', () => {
  it('is read at the newest tag of a range, and again when there is a newer one', async () => {
    await tag('v1.2.0', first);
    await tag('v2.0.0', second);
    await using git = await AWatchedGit.open(remote.httpUrl, 'semver:>=1.2 <2');
    await git.heard(/^changed/);
    expect(await git.read()).toBe('fleet:a.yaml');
    expect(git.source.revision()).toBe(`v1.2.0@sha1:${first}`);
    await tag('v1.10.0', second);
    expect(await git.heard(/v1\.10\.0/)).toBe(`changed: v1.10.0@sha1:${second}`);
  });

  it.each(['fileUrl', 'httpUrl'] as const)(
    'is read at the beginning of a commit, also of one that no branch ends with: %s',
    async (kind) => {
      await using git = await AWatchedGit.open(remote[kind], first.slice(0, 9));
      await git.heard(/^changed/);
      expect(await git.read()).toBe('fleet:a.yaml');
    },
  );

  it.each([
    ['semver:^7', /has no tag in the range \^7/],
    ['0123456789', /has no branch, tag or single commit 0123456789/],
  ])('without %s says so', async (ref, words) => {
    await using git = await AWatchedGit.open(remote.httpUrl, ref);
    await git.heard(words);
  });
});
