import { expect, it } from 'vitest';
import { forgeAddress } from './forge-address.ts';

it.each([
  ['https://github.com/a/b.git', ['github', 'https://api.github.com', 'a/b']],
  ['git@github.com:a/b.git', ['github', 'https://api.github.com', 'a/b']],
  ['https://me:canary@github.acme.com/a/b', ['github', 'https://github.acme.com/api/v3', 'a/b']],
  ['https://gitlab.com/a/b/c.git', ['gitlab', 'https://gitlab.com/api/v4', 'a/b/c']],
  ['ssh://git@gitea.x.org:2222/a/b.git', ['gitea', 'https://gitea.x.org/api/v1', 'a/b']],
  ['http://forgejo.lan:3000/a/b/', ['forgejo', 'http://forgejo.lan:3000/api/v1', 'a/b']],
  ['https://codeberg.org/a/b', ['forgejo', 'https://codeberg.org/api/v1', 'a/b']],
])('the forge of %s is found', (url, [kind, api, repository]) => {
  expect(forgeAddress(url, {})).toEqual({ kind, api, repository });
});

it.each(['https://git.acme.com/a/b', '/srv/a/b.git', 'file:///srv/a/b', 'https://github.com/a'])(
  'the forge of %s is not guessed',
  (url) => {
    expect(forgeAddress(url, {})).toBeUndefined();
  },
);

it('what a person says goes before what the address looks like', () => {
  const wish = { kind: 'gitea', api: 'http://10.0.0.1/api/v1' } as const;
  expect(forgeAddress('https://git.acme.com/a/b', wish)).toEqual({ ...wish, repository: 'a/b' });
});
