import { useEffect, useState } from 'react';
import { type Answer, get, ServerProblem } from '../server.ts';
import { type Live, useLive } from './live.ts';

type AuditList = Answer<'AuditList'>;
export type AuditEntry = AuditList['items'][number];

interface Older {
  readonly items: readonly AuditEntry[];
  /** Undefined: none was fetched yet. */
  readonly next: number | null | undefined;
}

export interface AuditPages {
  readonly live: Live<readonly AuditEntry[]>;
  /** Undefined when the oldest entry is shown. */
  readonly more: (() => void) | undefined;
  readonly problem: ServerProblem | undefined;
}

const NOTHING: Older = { items: [], next: undefined };
const PAUSE_MS = 5000;

/** The newest entries as they come, and older ones page by page. */
export function useAudit(tenant: string): AuditPages {
  const query = new URLSearchParams(tenant === '' ? {} : { tenant });
  const path = `/api/v1/audit?${query}`;
  const live = useLive<AuditList>(path, PAUSE_MS);
  const [older, setOlder] = useState(NOTHING);
  const [problem, setProblem] = useState<ServerProblem>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was fetched is of the tenant before.
  useEffect(() => setOlder(NOTHING), [path]);
  const newest = live.data;
  const next = older.next === undefined ? newest?.metadata.continue : older.next;
  const more = (before: number) => () => {
    get<AuditList>(
      `/api/v1/audit?${new URLSearchParams({ ...Object.fromEntries(query), before: String(before) })}`,
    )
      .then(({ items, metadata }) => {
        setProblem(undefined);
        setOlder((known) => ({ items: [...known.items, ...items], next: metadata.continue }));
      })
      .catch((error: unknown) => {
        if (error instanceof ServerProblem) setProblem(error);
        else throw error;
      });
  };
  return {
    live: { ...live, data: newest && join(newest.items, older.items) },
    more: typeof next === 'number' ? more(next) : undefined,
    problem,
  };
}

/** Each once, newest first: pages overlap and leave gaps when entries come meanwhile. */
export function join(
  newest: readonly AuditEntry[],
  older: readonly AuditEntry[],
): readonly AuditEntry[] {
  const byId = new Map([...older, ...newest].map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((a, b) => b.id - a.id);
}

/** Every word of the text has to stand in it. */
export function findEntries(entries: readonly AuditEntry[], text: string): readonly AuditEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ actor, action, subject = '', result }) => {
    const whole = `${actor} ${action} ${subject} ${result}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
