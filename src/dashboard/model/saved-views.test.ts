import { expect, it } from 'vitest';
import { readViews, withView } from './saved-views.ts';

it('a view takes the place of the one of its name, and views stand by name', () => {
  const views = [
    { name: 'crashed', search: '?state=bad' },
    { name: 'acme', search: '?q=acme' },
    { name: ' crashed ', search: '?state=bad&sort=since' },
    { name: '   ', search: '' },
  ].reduce(withView, readViews(null));
  expect(views).toEqual([
    { name: 'acme', search: '?q=acme' },
    { name: 'crashed', search: '?state=bad&sort=since' },
  ]);
  expect(readViews(JSON.stringify(views))).toEqual(views);
});

it('there are twenty at most, with names of forty letters', () => {
  const many = Array.from({ length: 30 }, (_, n) => ({
    name: `${n} ${'x'.repeat(99)}`,
    search: '',
  }));
  const views = many.reduce(withView, readViews(null));
  expect(views).toHaveLength(20);
  expect(views.every(({ name }) => name.length === 40)).toBe(true);
});

it.each(['', '{', '7', '{"a":1}', '[null,7,{"name":1}]', '[{"name":"x"}]'])(
  'what is none of ours is left out: %s',
  (text) => {
    expect(readViews(text)).toEqual([]);
  },
);

it('a view leads to the fleet alone, whatever was written there', () => {
  const text = JSON.stringify([{ name: 'x', search: '//evil.example/?q=a&state=__proto__' }]);
  expect(readViews(text)).toEqual([{ name: 'x', search: '' }]);
});
