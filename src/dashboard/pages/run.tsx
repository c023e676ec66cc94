import { Link } from 'wouter';
import { useFleetPulse } from '../model/fleet-store.ts';
import { useLive } from '../model/live.ts';
import { type Run, type RunResult, sortResults } from '../model/run.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Subject } from '../parts/event-list.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Revision } from '../parts/revision.tsx';
import { RunState } from '../parts/run-state.tsx';
import { State } from '../parts/state.tsx';
import { Took } from '../parts/took.tsx';
import { useWords } from '../words/words.ts';

/** One run: what it was about, what became of each of its subjects, and what to do. */
export function RunPage({ run }: { readonly run: string }) {
  const words = useWords();
  useFleetPulse();
  return (
    <>
      <nav className="crumbs" aria-label={words.runs}>
        <Link href="/runs">{words.runs}</Link>
      </nav>
      <h1>{run}</h1>
      <Answered live={useLive<Run>(`/api/v1/runs/${encodeURIComponent(run)}`)}>
        {(found) => <Details run={found} />}
      </Answered>
    </>
  );
}

function Details({ run }: { readonly run: Run }) {
  const words = useWords();
  const { status } = run;
  return (
    <>
      <Trouble run={run} />
      <Facts>
        <Fact name={words.state}>
          <RunState run={run} />
        </Fact>
        <Fact name={words.source}>
          <Link href="/sources">{status.source}</Link>
        </Fact>
        <Fact name={words.commit}>
          {status.revision !== null && <Revision revision={status.revision} />}
        </Fact>
        <Fact name={words.trigger}>{words.runTriggers[status.trigger]}</Fact>
        <Fact name={words.began}>
          <Age time={status.createdAt} />
        </Fact>
        <Fact name={words.took}>
          <Took run={run} />
        </Fact>
      </Facts>
      {status.awaited.length > 0 && (
        <section>
          <h2>{words.awaited}</h2>
          <ul>
            {status.awaited.map((subject) => (
              <li key={subject}>
                <Subject subject={subject} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>{words.results}</h2>
        <Results results={status.results} />
      </section>
    </>
  );
}

/** In the server's words, with what to do. */
function Trouble({ run: { status } }: { readonly run: Run }) {
  const words = useWords();
  if (status.message === '') return null;
  const isBad = status.state === 'failed' || status.state === 'refused';
  return (
    <div className={isBad ? 'notice bad' : 'notice'}>
      <p>{status.message}</p>
      {isBad && (
        <p className="hint">
          {status.state === 'failed' ? words.runFailedHint : words.runRefusedHint}
        </p>
      )}
    </div>
  );
}

function Results({ results }: { readonly results: readonly RunResult[] }) {
  const words = useWords();
  if (results.length === 0) return <p className="hint">{words.noResults}</p>;
  const columns: readonly Column<RunResult>[] = [
    { name: words.subject, cell: ({ subject }) => <Subject subject={subject} /> },
    {
      name: words.outcome,
      cell: ({ outcome, message }) => (
        <State severity={message === '' ? 'good' : 'bad'}>{outcome}</State>
      ),
    },
    { name: words.message, cell: ({ message }) => message, className: 'message' },
  ];
  return (
    <DataTable
      items={sortResults(results)}
      keyOf={({ subject }) => subject}
      columns={columns}
      severityOf={({ message }) => (message === '' ? undefined : 'bad')}
    />
  );
}
