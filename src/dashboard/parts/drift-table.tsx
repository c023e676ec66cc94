import { useState } from 'react';
import { splitPodKey } from '../../core/model/resource.ts';
import type { Severity } from '../model/severity.ts';
import { useChangeWords } from '../words/change-words.ts';
import type { ChangeWords } from '../words/changes-en.ts';
import { useWords } from '../words/words.ts';
import { Age } from './age.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { type Decision, DriftDialog } from './drift-dialog.tsx';
import { DriftValue, type Side } from './drift-value.tsx';
import { Subject } from './event-list.tsx';
import { State } from './state.tsx';

/** One thing that was changed behind a manifest. */
export interface DriftRow {
  readonly subject: string;
  /** Where in a config; '' where nobody can decide. */
  readonly place: string;
  readonly path: string;
  readonly before: Side;
  readonly after: Side;
  readonly owner?: 'git' | 'agent' | 'shared' | undefined;
  readonly fate: 'put-back' | 'needs-accept' | 'left';
  /** Whether a manifest could say it. */
  readonly acceptable: boolean;
  readonly since?: string | undefined;
}

interface DriftTableProps {
  readonly rows: readonly DriftRow[];
  /** Whether each says whom it is about. */
  readonly subjects?: boolean;
}

/**
 * Whose each change is, what becomes of it, and the ways to decide about it. To be kept on the page without rows
 * too: what came of a decision is told when the change is gone already.
 */
export function DriftTable({ rows, subjects = false }: DriftTableProps) {
  const words = useChangeWords();
  const { pod } = useWords();
  const [asked, setAsked] = useState<Asked>();
  const about: Column<DriftRow> = {
    name: pod,
    cell: ({ subject }) => <Subject subject={subject} />,
  };
  const columns = columnsOf(words, setAsked);
  return (
    <>
      {rows.length > 0 && (
        <div className="wide">
          <DataTable
            items={rows}
            keyOf={({ subject, path }) => `${subject} ${path}`}
            columns={subjects ? [about, ...columns] : columns}
          />
        </div>
      )}
      {!subjects && <OfAll rows={rows} onDecide={setAsked} />}
      {asked !== undefined && (
        <DriftDialog
          {...splitPodKey(asked.pod)}
          decision={asked.decision}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

interface Asked {
  readonly pod: `${string}/${string}`;
  readonly decision: Decision;
}

type OnDecide = (asked: Asked) => void;

function podIn(subject: string): Asked['pod'] {
  return subject.replace(/^pod\//, '') as Asked['pod'];
}

function columnsOf(words: ChangeWords, onDecide: OnDecide): readonly Column<DriftRow>[] {
  return [
    { name: words.place, cell: ({ place, path }) => <code>{place || path}</code> },
    { name: words.applied, cell: ({ before }) => <DriftValue value={before} /> },
    { name: words.found, cell: ({ after }) => <DriftValue value={after} /> },
    { name: words.owner, cell: ({ owner = 'git' }) => words.owners[owner], className: 'whole' },
    {
      name: words.fate,
      cell: ({ fate, since }) => (
        <>
          <State severity={SEVERITY[fate]}>{words.fates[fate]}</State>{' '}
          {since !== undefined && <Age time={since} />}
        </>
      ),
    },
    { name: words.decide, cell: (row) => <Decisions row={row} onDecide={onDecide} /> },
  ];
}

const SEVERITY: Readonly<Record<DriftRow['fate'], Severity>> = {
  'put-back': 'busy',
  'needs-accept': 'bad',
  left: 'off',
};

function Decisions({ row, onDecide }: { readonly row: DriftRow; readonly onDecide: OnDecide }) {
  const words = useChangeWords();
  const { subject, place, acceptable } = row;
  if (place === '') return null;
  const decide = (kind: Decision['kind']) => () =>
    onDecide({ pod: podIn(subject), decision: { kind, choice: { places: [place] } } });
  return (
    <span className="decisions">
      {acceptable && (
        <button type="button" aria-label={words.acceptOf(place)} onClick={decide('accept')}>
          {words.accept}
        </button>
      )}
      <button
        type="button"
        className="quiet"
        aria-label={words.revertOf(place)}
        onClick={decide('revert')}
      >
        {words.revert}
      </button>
    </span>
  );
}

interface OfAllProps {
  readonly rows: readonly DriftRow[];
  readonly onDecide: OnDecide;
}

/** Only where one decision for several saves something. */
function OfAll({ rows, onDecide }: OfAllProps) {
  const words = useChangeWords();
  const open = rows.filter(({ place, fate }) => place !== '' && fate !== 'left');
  const [first] = open;
  if (first === undefined || open.length < 2) return null;
  const decide = (kind: Decision['kind']) => () =>
    onDecide({ pod: podIn(first.subject), decision: { kind, choice: { all: true } } });
  return (
    <p className="actions">
      <button type="button" className="quiet" onClick={decide('accept')}>
        {words.acceptAll}
      </button>
      <button type="button" className="quiet" onClick={decide('revert')}>
        {words.revertAll}
      </button>
    </p>
  );
}
