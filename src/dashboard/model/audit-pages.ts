import { useState } from 'react';
import { type Answer, get, ServerProblem } from '../server.ts';
import { type Live, useLive } from './live.ts';

type AuditList = Answer<'AuditList'>;
export type AuditEntry = AuditList['items'][number];

interface Older {
  /** The question that they answer. */
  readonly path: string;
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

const PAUSE_MS = 5000;

/** The newest entries as they come, and older ones page by page. */
export function useAudit(tenant: string): AuditPages {
  const query = new URLSearchParams(tenant === '' ? {} : { tenant });
  const path = `/api/v1/audit?${query}`;
  const live = useLive<AuditList>(path, PAUSE_MS);
  const [known, setKnown] = useState<Older>();
  const older = olderOf(path, known);
  const [problem, setProblem] = useState<ServerProblem>();
  const newest = live.data;
  const next = older.next === undefined ? newest?.metadata.continue : older.next;
  const more = (before: number) => () => {
    get<AuditList>(
      `/api/v1/audit?${new URLSearchParams({ ...Object.fromEntries(query), before: String(before) })}`,
    )
      .then(({ items, metadata }) => {
        setProblem(undefined);
        setKnown((before) => ({
          path,
          items: [...olderOf(path, before).items, ...items],
          next: metadata.continue,
        }));
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

/** What was fetched for the tenant before is none of this one's. */
function olderOf(path: string, known: Older | undefined): Older {
  return known?.path === path ? known : { path, items: [], next: undefined };
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
