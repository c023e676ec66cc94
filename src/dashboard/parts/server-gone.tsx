import { ago } from '../model/age.ts';
import { useNow } from '../model/now.ts';
import { useWords } from '../words/words.ts';

/** Says that what is shown is old, and how old. */
export function ServerGone({ answeredAt }: { readonly answeredAt: number | undefined }) {
  const words = useWords();
  const now = useNow();
  return (
    <p className="notice bad" role="alert">
      {answeredAt === undefined
        ? words.serverGoneAtOnce
        : words.serverGone(ago(answeredAt, now, words.language))}
    </p>
  );
}
