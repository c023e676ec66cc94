import { describe, expect, it } from 'vitest';
import { addressProblem, findRef, isInnerPath, isRef, withoutPassword } from './git-address.ts';

describe('an address of a repository', () => {
  it.each([
    'https://example.org/a/b.git',
    'http://127.0.0.1:8080/r.git',
    'ssh://git@example.org:2222/a.git',
    'git@example.org:a/b.git',
    'file:///srv/a.git',
    '/srv/a.git',
  ])('%s is taken', (url) => {
    expect(addressProblem(url)).toBeUndefined();
  });

  it.each(['ext::sh -c touch', '--upload-pack=x', 'a.git', '', 'https://a b'])(
    '%s is refused, and not repeated',
    (url) => {
      expect(addressProblem(url)).toMatch(/^write https/);
    },
  );

  it('is shown without what is before the @', () => {
    expect(withoutPassword('https://me:canary@h/r.git')).toBe('https://h/r.git');
    expect(withoutPassword('git@h:r.git')).toBe('git@h:r.git');
  });
});

it.each([
  ['main', true],
  ['release/1.2', true],
  ['v1.2.3+x', true],
  ['refs/heads/x', true],
  ['-x', false],
  ['a..b', false],
  ['a b', false],
  ['a@{1}', false],
  ['a:b', false],
  ['', false],
])('the ref %j: %j', (ref, expected) => {
  expect(isRef(ref)).toBe(expected);
});

it.each([
  ['tenants', true],
  ['a/b', true],
  ['.', true],
  ['../a', false],
  ['a/../../b', false],
  ['/etc', false],
  ['.git', false],
  ['a/.git/b', false],
])('the path %j: %j', (path, expected) => {
  expect(isInnerPath(path)).toBe(expected);
});

describe('what a remote lists', () => {
  const listing = [
    'a1\tHEAD',
    'a1\trefs/heads/main',
    'b1\trefs/heads/both',
    'c1\trefs/tags/both',
    'd1\trefs/tags/v1',
    'd2\trefs/tags/v1^{}',
    'e1\trefs/tags/light',
  ].join('\n');

  it.each([
    ['HEAD', { name: 'HEAD', commit: 'a1' }],
    ['main', { name: 'refs/heads/main', commit: 'a1' }],
    ['both', { name: 'refs/heads/both', commit: 'b1' }],
    ['v1', { name: 'refs/tags/v1', commit: 'd2' }],
    ['light', { name: 'refs/tags/light', commit: 'e1' }],
    ['refs/tags/v1', { name: 'refs/tags/v1', commit: 'd2' }],
    ['gone', undefined],
  ])('for %s', (ref, expected) => {
    expect(findRef(listing, ref)).toEqual(expected);
  });
});
