import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Age } from './age.tsx';
import { severityOfCondition } from './conditions.tsx';
import { Fact, Facts } from './facts.tsx';
import { State } from './state.tsx';

/** Where it is reached, and what the last real request through the reverse proxy said, its certificate too. */
export function PodRoute({ pod: { status } }: { readonly pod: Pod }) {
  const words = useWords();
  if (status.hosts.length === 0) return <p className="hint">{words.noRoute}</p>;
  const found = status.conditions.find(({ type }) => type === 'RouteReady');
  return (
    <Facts>
      <Fact name={words.address}>
        {status.urls.map((url) => (
          <a key={url} className="inline" href={url} target="_blank" rel="noreferrer">
            {url}
            <span className="hidden">, {words.opensNewTab}</span>
          </a>
        ))}
      </Fact>
      {found !== undefined && (
        <>
          <Fact name={words.state}>
            <State severity={severityOfCondition(found)}>{found.reason}</State>
          </Fact>
          <Fact name={words.message}>{found.message}</Fact>
          <Fact name={words.since}>
            <Age time={found.lastTransitionTime} />
          </Fact>
        </>
      )}
    </Facts>
  );
}
