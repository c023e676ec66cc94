import { type ChangeWords, changesEn } from './changes-en.ts';
import { changesZh } from './changes-zh.ts';
import { useWords } from './words.ts';

/** Loaded with the pages that change something, since the first page has no use for them. */
export function useChangeWords(): ChangeWords {
  return useWords().language.startsWith('zh') ? changesZh : changesEn;
}
