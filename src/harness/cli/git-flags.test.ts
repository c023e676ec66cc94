import { describe, expect, it } from 'vitest';
import { readForgeAccess } from './forge-flags.ts';
import { type GitFlags, readGitAccess, readRepositories } from './git-flags.ts';

const FLAGS: GitFlags = {
  git: ['https://h/a/fleet.git'],
  ref: 'main',
  folder: '.',
  interval: '60s',
  sshKey: undefined,
  knownHosts: undefined,
  verify: false,
  trustedKeys: [],
};

describe('repositories on the command line', () => {
  it('have a name where one is given, and any kind of ref', () => {
    const git = ['shop=/srv/a.git', 'https://h/b.git'];
    expect(readRepositories({ ...FLAGS, git, ref: 'semver:^1' })).toMatchObject([
      { name: 'shop', url: '/srv/a.git', ref: 'semver:^1' },
      { name: undefined, url: 'https://h/b.git' },
    ]);
  });

  it.each<[string, Partial<GitFlags>]>([
    ['--ref', { ref: 'semver:newest' }],
    ['--ref', { ref: '-x' }],
    ['--path', { folder: '../a' }],
    ['--git: not the address', { git: ['ext::sh'] }],
    ['--git Shop=…: not a name', { git: ['Shop=/srv/a'] }],
    ['is given twice', { git: ['/srv/a', 'b=/srv/a'] }],
    ['two are called b', { git: ['b=/srv/a', 'b=/srv/c'] }],
  ])('are refused with words on %s', (words, flags) => {
    expect(() => readRepositories({ ...FLAGS, ...flags })).toThrow(words);
  });

  it('are verified only when both flags say so', () => {
    expect(readGitAccess(FLAGS).trustedKeyFiles).toBeUndefined();
    expect(readGitAccess({ ...FLAGS, verify: true, trustedKeys: ['k'] })).toMatchObject({
      trustedKeyFiles: ['k'],
    });
    expect(() => readGitAccess({ ...FLAGS, verify: true })).toThrow('by whose');
    expect(() => readGitAccess({ ...FLAGS, trustedKeys: ['k'] })).toThrow('nothing is verified');
  });
});

describe('the forge on the command line', () => {
  const none = { forge: undefined, forgeApi: undefined, forgeToken: undefined };

  it('has its token in a file, which the environment may name', () => {
    const env = { AGENTPOD_FORGE_TOKEN_FILE: '/t' };
    expect(readForgeAccess({ ...none, forgeApi: 'http://h/api/v1/' }, env)).toEqual({
      kind: undefined,
      api: 'http://h/api/v1',
      tokenFile: '/t',
    });
    expect(readForgeAccess({ ...none, forgeToken: '/f' }, env)).toMatchObject({ tokenFile: '/f' });
  });

  it.each([{ forge: 'bitbucket' }, { forgeApi: 'h/api' }, { forgeApi: 'https://me:x@h/api' }])(
    'is refused: %o',
    (flags) => {
      expect(() => readForgeAccess({ ...none, ...flags }, {})).toThrow('--forge');
    },
  );
});
