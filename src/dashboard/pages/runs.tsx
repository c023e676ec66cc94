import { Link, useSearch } from 'wouter';
import { useFleetPulse } from '../model/fleet-store.ts';
import { useLive } from '../model/live.ts';
import { type Run, severityOfRun } from '../model/run.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Revision } from '../parts/revision.tsx';
import { RunState } from '../parts/run-state.tsx';
import { Took } from '../parts/took.tsx';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';

/** What came of each push and each change; `?source=` keeps to one. */
export function RunsPage() {
  const words = useWords();
  const source = new URLSearchParams(useSearch()).get('source');
  useFleetPulse();
  return (
    <>
      <h1>{words.runs}</h1>
      <p className="hint">
        {source === null ? (
          words.runsIntro
        ) : (
          <>
            {words.runsOf(source)} <Link href="/runs">{words.clearChoice}</Link>
          </>
        )}
      </p>
      <Answered live={useLive<Answer<'RunList'>>('/api/v1/runs')}>
        {({ items }) => (
          <Runs runs={items.filter(({ status }) => source === null || status.source === source)} />
        )}
      </Answered>
    </>
  );
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  const words = useWords();
  if (runs.length === 0) {
    return (
      <Empty title={words.noRuns}>
        <p className="hint">{words.noRunsHint}</p>
      </Empty>
    );
  }
  const columns: readonly Column<Run>[] = [
    {
      name: words.run,
      cell: ({ metadata: { name } }) => (
        <Link href={`/runs/${encodeURIComponent(name)}`}>{name}</Link>
      ),
    },
    { name: words.state, cell: (run) => <RunState run={run} /> },
    { name: words.source, cell: ({ status }) => status.source },
    { name: words.commit, cell: ({ status }) => <Revision revision={status.revision} /> },
    { name: words.trigger, cell: ({ status }) => words.runTriggers[status.trigger] },
    { name: words.began, cell: ({ status }) => <Age time={status.createdAt} /> },
    { name: words.took, cell: (run) => <Took run={run} /> },
    { name: words.message, cell: ({ status }) => status.message, className: 'message' },
  ];
  return (
    <DataTable
      items={runs}
      keyOf={({ metadata }) => metadata.name}
      columns={columns}
      severityOf={(run) => (severityOfRun(run) === 'bad' ? 'bad' : undefined)}
    />
  );
}
