import { expect, it } from 'vitest';
import { pagesEn } from './pages-en.ts';
import { pagesZh } from './pages-zh.ts';
import { podEn } from './pod-en.ts';
import { podZh } from './pod-zh.ts';
import { chooseWords } from './words.ts';

it.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['de-DE', 'zh', 'en'], 'zh-CN'],
  [['fr', 'en-GB', 'zh'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
])('%j are answered in %s', (languages, language) => {
  expect(chooseWords(languages).language).toBe(language);
});

// What stands in the file that takes them in and in one of them, the compiler refuses.
it.each([
  ['English', [pagesEn, podEn]],
  ['Chinese', [pagesZh, podZh]],
])('no two parts of the %s words have a key in common, or one would hide the other', (_, parts) => {
  const keys = parts.flatMap((part) => Object.keys(part));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});
