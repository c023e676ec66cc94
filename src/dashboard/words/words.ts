import { createContext, use } from 'react';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

/** By the first of the reader's languages that there is; English otherwise. */
export function chooseWords(languages: readonly string[]): Words {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return zh;
    if (/^en\b/i.test(language)) return en;
  }
  return en;
}

export const WordsContext = createContext<Words>(en);

export function useWords(): Words {
  return use(WordsContext);
}
