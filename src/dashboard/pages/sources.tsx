import { Link } from 'wouter';
import { useFleetPulse } from '../model/fleet-store.ts';
import { useLive } from '../model/live.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { Empty } from '../parts/empty.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Revision } from '../parts/revision.tsx';
import { State } from '../parts/state.tsx';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';

type SourceList = Answer<'SourceList'>;
type Source = SourceList['items'][number];

/** What is watched, how old what is known of it is, and what to do where it fails. */
export function SourcesPage() {
  const words = useWords();
  useFleetPulse();
  return (
    <>
      <h1>{words.sources}</h1>
      <p className="hint">{words.sourcesIntro}</p>
      <Answered live={useLive<SourceList>('/api/v1/sources')}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.noSources} />
          ) : (
            <div className="cards">
              {items.map((source) => (
                <Card key={source.metadata.name} source={source} />
              ))}
            </div>
          )
        }
      </Answered>
    </>
  );
}

function Card({ source: { metadata, status } }: { readonly source: Source }) {
  const words = useWords();
  const { url, ref, path, revision, inForceSince, latestRevision, checkedAt, error } = status;
  const isBehind = latestRevision !== null && latestRevision !== revision;
  return (
    <section className="card" aria-label={`${words.source} ${metadata.name}`}>
      <h2>
        {metadata.name}
        <State severity={error !== '' ? 'bad' : isBehind ? 'busy' : 'good'}>
          {error !== '' ? words.bad : isBehind ? words.busy : words.good}
        </State>
      </h2>
      <p>
        <code>{url ?? path}</code>
      </p>
      {error !== '' && (
        <div className="notice bad">
          <p>{error}</p>
          <p className="hint">{words.sourceFailsHint}</p>
        </div>
      )}
      <Facts>
        <Fact name={words.path}>{url === null ? undefined : path}</Fact>
        <Fact name="Ref">{ref}</Fact>
        <Fact name={words.commit}>{revision !== null && <Revision revision={revision} />}</Fact>
        <Fact name={words.inForce}>{inForceSince !== null && <Age time={inForceSince} />}</Fact>
        <Fact name={words.notInForce}>{isBehind && <Revision revision={latestRevision} />}</Fact>
        <Fact name={words.looked}>
          {checkedAt === null ? words.never : <Age time={checkedAt} />}
        </Fact>
      </Facts>
      <p>
        <Link href={`/runs?source=${encodeURIComponent(metadata.name)}`}>{words.runsOfSource}</Link>
      </p>
    </section>
  );
}
