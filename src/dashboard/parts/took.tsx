import { lasted } from '../model/age.ts';
import { useNow } from '../model/now.ts';
import type { Run } from '../model/run.ts';
import { useWords } from '../words/words.ts';

/** How long a run took, or takes. */
export function Took({ run: { status } }: { readonly run: Run }) {
  const { language } = useWords();
  const now = useNow();
  return <span>{lasted(status.createdAt, status.finishedAt ?? now, language)}</span>;
}
