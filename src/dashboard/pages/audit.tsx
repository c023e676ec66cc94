import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type AuditEntry, findEntries, useAudit } from '../model/audit-pages.ts';
import { useLive } from '../model/live.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Subject } from '../parts/event-list.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';

const TENANTS_PAUSE_MS = 30_000;

/** Who asked for what; of one tenant where `?tenant=` says so. */
export function AuditPage() {
  const words = useWords();
  const [, go] = useLocation();
  const tenant = new URLSearchParams(useSearch()).get('tenant') ?? '';
  const [text, setText] = useState('');
  const { live, more, problem } = useAudit(tenant);
  return (
    <>
      <h1>{words.audit}</h1>
      <p className="hint">{words.auditIntro}</p>
      <div className="filters">
        <TenantChoice
          tenant={tenant}
          onChoice={(name) =>
            go(`/audit${name === '' ? '' : `?tenant=${name}`}`, { replace: true })
          }
        />
        <input
          type="search"
          aria-label={words.findInAudit}
          placeholder={words.findInAudit}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      <Answered live={live}>
        {(entries) => <Entries entries={findEntries(entries, text)} />}
      </Answered>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {more !== undefined && (
        <p className="more">
          <button type="button" className="quiet" onClick={more}>
            {words.older}
          </button>
        </p>
      )}
    </>
  );
}

interface TenantChoiceProps {
  readonly tenant: string;
  readonly onChoice: (tenant: string) => void;
}

/** A tenant that is gone may be in the address all the same. */
function TenantChoice({ tenant, onChoice }: TenantChoiceProps) {
  const words = useWords();
  const { data } = useLive<Answer<'TenantList'>>('/api/v1/tenants', TENANTS_PAUSE_MS);
  const names = (data?.items ?? []).map(({ metadata }) => metadata.name);
  const shown = tenant === '' || names.includes(tenant) ? names : [tenant, ...names];
  return (
    <label className="choice">
      {words.ofTenant}
      <select value={tenant} onChange={({ target }) => onChoice(target.value)}>
        <option value="">{words.all}</option>
        {shown.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const words = useWords();
  if (entries.length === 0) return <Empty title={words.noAudit} />;
  const columns: readonly Column<AuditEntry>[] = [
    { name: words.when, cell: ({ time }) => <Age time={time} /> },
    { name: words.who, cell: ({ actor }) => actor },
    { name: words.action, cell: ({ action }) => action },
    {
      name: words.subject,
      cell: ({ subject }) =>
        subject === undefined ? (
          <span className="hint">{words.wholeInstallation}</span>
        ) : (
          <Subject subject={subject} />
        ),
    },
    {
      name: words.result,
      cell: ({ result, planFingerprint }) => <span title={planFingerprint}>{result}</span>,
      className: 'message',
    },
  ];
  return <DataTable items={entries} keyOf={({ id }) => id} columns={columns} />;
}
