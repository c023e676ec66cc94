import { expect, it } from 'vitest';
import { isSourceName, sourceNames, splitNamed } from './source-name.ts';

it.each([
  ['shop=https://h/a.git', { name: 'shop', url: 'https://h/a.git' }],
  ['https://h/a.git?x=1', { name: undefined, url: 'https://h/a.git?x=1' }],
  ['git@h:a=b.git', { name: undefined, url: 'git@h:a=b.git' }],
  ['/srv/a=b.git', { name: undefined, url: '/srv/a=b.git' }],
])('%s is split', (text, expected) => {
  expect(splitNamed(text)).toEqual(expected);
});

it('names come from the end of a place, and are given once', () => {
  const places = [
    'https://h/team/Fleet.git',
    'git@h:fleet.git',
    '/srv/fleet/',
    '/srv/my shop.yaml',
    '/',
    `/${'x'.repeat(60)}`,
  ];
  const names = sourceNames(places.map((place) => ({ place })));
  expect(names).toEqual(['fleet', 'fleet-2', 'fleet-3', 'my-shop', 'source', 'x'.repeat(30)]);
  expect(names.every(isSourceName)).toBe(true);
});

it('a name that a person gave goes before one that is made', () => {
  expect(sourceNames([{ place: '/srv/a' }, { name: 'a', place: '/srv/b' }])).toEqual(['a-2', 'a']);
});
