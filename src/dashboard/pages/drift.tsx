import { holdsSecret, placeOf } from '../../core/config-drift/drift-place.ts';
import type { ChangeValue } from '../../core/model/operation.ts';
import { useLive } from '../model/live.ts';
import { Answered } from '../parts/answered.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { type DriftRow, DriftTable } from '../parts/drift-table.tsx';
import { DriftValue, type Side } from '../parts/drift-value.tsx';
import { Subject } from '../parts/event-list.tsx';
import type { Diff } from '../server.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.ts';

/** Looking at every file of every pod costs the Engine something. */
const PAUSE_MS = 10_000;

export function DriftPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.driftTitle}</h1>
      <p className="hint">{words.driftIntro}</p>
      <Answered live={useLive<Diff>('/api/v1/drift', PAUSE_MS)}>
        {({ changes, warnings }) => (
          <>
            {changes.length === 0 && <p className="notice good">{words.inSync}</p>}
            <Changes changes={changes} />
            {warnings.length > 0 && (
              <section>
                <h2>{words.warnings}</h2>
                <ul>
                  {warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

function Changes({ changes }: Pick<Diff, 'changes'>) {
  const words = useWords();
  const drift = changes.filter(({ section }) => section === 'drift');
  const pending = changes.filter(({ section }) => section === 'pending');
  return (
    <>
      <section>
        {drift.length > 0 && <h2>{words.driftKind}</h2>}
        <DriftTable rows={drift.map(rowOf)} subjects />
      </section>
      {pending.length > 0 && (
        <section>
          <h2>{words.pendingKind}</h2>
          <div className="wide">
            <DataTable
              items={pending}
              keyOf={({ subject, path }) => `${subject} ${path}`}
              columns={pendingColumns(words)}
            />
          </div>
        </section>
      )}
    </>
  );
}

type Change = Diff['changes'][number];

function rowOf(change: Change): DriftRow {
  const { subject, path, owner, fate = 'put-back', changedAt } = change;
  const place = placeOf(change);
  const [before, after] = [change.before as Side, change.after as Side];
  const acceptable = place !== '' && !holdsSecret((after ?? undefined) as ChangeValue);
  return { subject, place, path, before, after, owner, fate, acceptable, since: changedAt };
}

function pendingColumns(words: Words): readonly Column<Change>[] {
  return [
    { name: words.pod, cell: ({ subject }) => <Subject subject={subject} /> },
    { name: words.path, cell: ({ path }) => <code>{path}</code> },
    { name: words.before, cell: ({ before }) => <DriftValue value={before as Side} /> },
    { name: words.after, cell: ({ after }) => <DriftValue value={after as Side} /> },
    { name: words.impact, cell: ({ impact }) => impact },
  ];
}
