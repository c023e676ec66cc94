import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';

/** Where the customer reaches it; nothing for a pod that has no host. */
export function Address({ pod }: { readonly pod: Pod }) {
  const words = useWords();
  const [url] = pod.status.urls;
  if (url === undefined) return null;
  return (
    <a href={url} target="_blank" rel="noreferrer" aria-label={`${url}, ${words.opensNewTab}`}>
      {new URL(url).host}
    </a>
  );
}
