import { Link } from 'wouter';
import { useJustSaved } from '../model/just-saved.ts';
import { useWords } from '../words/words.ts';
import { Empty } from './empty.tsx';

/** In place of a pod that the server does not know, or not yet. */
export function NoPod() {
  const words = useWords();
  if (!useJustSaved()) return <Empty title={words.noPod} />;
  return (
    <div role="status">
      <Empty title={words.podOnItsWay}>
        <p className="hint">
          {words.podOnItsWayHint} <Link href="/sources">{words.sources}</Link>
        </p>
      </Empty>
    </div>
  );
}
