import { expect, it } from 'vitest';
import { navigation, titleOf } from './navigation.ts';
import { en } from './words/en.ts';

const GROUPS = navigation(en);

it('leads to each page once', () => {
  const paths = GROUPS.flatMap(({ links }) => links.map(({ path }) => path));
  expect(new Set(paths).size).toBe(paths.length);
});

it.each([
  ['/', 'Fleet'],
  ['/runs', 'Runs'],
  ['/runs/r1-7', 'r1-7'],
  ['/pods/acme/agent', 'acme/agent'],
  ['/nowhere', ''],
  ['/pods/%E0%A4%A', ''],
])('%s is titled %j', (place, title) => {
  expect(titleOf(place, GROUPS)).toBe(title);
});
