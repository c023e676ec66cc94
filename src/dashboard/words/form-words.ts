import { type FormWords, formsEn } from './forms-en.ts';
import { formsZh } from './forms-zh.ts';
import { useWords } from './words.ts';

/** Loaded with the forms, since the first page has no use for them. */
export function useFormWords(): FormWords {
  return useWords().language.startsWith('zh') ? formsZh : formsEn;
}
