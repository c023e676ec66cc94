import { expect, it } from 'vitest';
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
