import { ago } from '../model/age.ts';
import { useNow } from '../model/now.ts';
import { useWords } from '../words/words.ts';

/** How long ago, with the moment itself in the tooltip. */
export function Age({ time }: { readonly time: string | undefined }) {
  const { language } = useWords();
  const now = useNow();
  if (time === undefined) return null;
  return (
    <time dateTime={time} title={new Date(time).toLocaleString(language)}>
      {ago(time, now, language)}
    </time>
  );
}
