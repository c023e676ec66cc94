import type { FailureClass } from '../model/errors.ts';
import { backoffMs, type Heals, healed, NO_HEALS } from './backoff.ts';
import { failureDelayMs } from './failure-delay.ts';

/**
 * What has to be looked at, by key: each key at most once, never by two workers, and again if
 * something happened to it meanwhile. Data in, data out; times are milliseconds since the epoch.
 */
export interface WorkQueue<Key extends string> {
  readonly entries: ReadonlyMap<Key, WorkEntry>;
}

interface WorkEntry {
  /** When it is to be worked on; undefined when nothing is known that would need it. */
  readonly dueAt: number | undefined;
  readonly running: boolean;
  /** Nothing but a change of what is wanted brings it on before this. */
  readonly notBefore: number;
  /** What is wanted changed while it was worked on: its result counts for nothing. */
  readonly outdated: boolean;
  /** In a row. */
  readonly failures: number;
  /** Of the last failure; undefined when the last try was none. */
  readonly failure: FailureClass | undefined;
  readonly heals: Heals;
}

/** How work on a key came out. */
export type WorkEnding =
  | { readonly kind: 'settled' }
  /** It had to be brought back; the next time waits a little, and longer each time. */
  | { readonly kind: 'healed' }
  /** Nothing came of it, and nothing is known that was not before; it is looked at again after so long. */
  | { readonly kind: 'again'; readonly afterMs?: number }
  | { readonly kind: 'failed'; readonly failure: FailureClass };

const IDLE: WorkEntry = {
  dueAt: undefined,
  running: false,
  notBefore: Number.NEGATIVE_INFINITY,
  outdated: false,
  failures: 0,
  failure: undefined,
  heals: NO_HEALS,
};

export function emptyQueue<Key extends string>(): WorkQueue<Key> {
  return { entries: new Map() };
}

/** `changed`: what is wanted is another thing now, so waiting for it to get better is over. */
export function wake<Key extends string>(
  queue: WorkQueue<Key>,
  keys: Iterable<Key>,
  at: number,
  { changed = false }: { readonly changed?: boolean } = {},
): WorkQueue<Key> {
  return update(queue, keys, (entry) => {
    const fresh = changed ? { ...entry, ...AFRESH, outdated: entry.running } : entry;
    const due = Math.max(at, fresh.notBefore);
    return { ...fresh, dueAt: Math.min(due, fresh.dueAt ?? due) };
  });
}

const AFRESH = {
  notBefore: IDLE.notBefore,
  failures: 0,
  failure: undefined,
  heals: NO_HEALS,
  dueAt: undefined,
};

/** Everything that is due, the longest waiting first; from now on it runs. */
export function take<Key extends string>(
  queue: WorkQueue<Key>,
  now: number,
): { readonly queue: WorkQueue<Key>; readonly keys: readonly Key[] } {
  const due = [...queue.entries].filter(([, entry]) => isDue(entry, now));
  due.sort(([a, left], [b, right]) => (left.dueAt ?? 0) - (right.dueAt ?? 0) || (a < b ? -1 : 1));
  const keys = due.map(([key]) => key);
  const started = update(queue, keys, (entry) => ({ ...entry, running: true, dueAt: undefined }));
  return { queue: started, keys };
}

function isDue({ running, dueAt }: WorkEntry, now: number): boolean {
  return !running && dueAt !== undefined && dueAt <= now;
}

/** `random` is from 0 to below 1. */
export function finish<Key extends string>(
  queue: WorkQueue<Key>,
  key: Key,
  ending: WorkEnding,
  { now, random }: { readonly now: number; readonly random: number },
): WorkQueue<Key> {
  return update(queue, [key], (entry) => {
    if (!entry.running) return entry;
    const over = { ...entry, running: false, outdated: false };
    if (entry.outdated) return over;
    const ended = afterwards(over, ending, now, random);
    if (ended.dueAt === undefined) return ended;
    return { ...ended, dueAt: Math.max(ended.dueAt, ended.notBefore) };
  });
}

function afterwards(entry: WorkEntry, ending: WorkEnding, now: number, random: number): WorkEntry {
  switch (ending.kind) {
    case 'again': {
      if (ending.afterMs === undefined) return entry;
      const at = now + ending.afterMs;
      return { ...entry, dueAt: Math.min(entry.dueAt ?? at, at) };
    }
    case 'settled':
      return { ...entry, failures: 0, failure: undefined };
    case 'healed': {
      const heals = healed(entry.heals, now);
      const notBefore = now + backoffMs(heals.count, random);
      return { ...entry, failures: 0, failure: undefined, heals, notBefore };
    }
    case 'failed': {
      const failures = entry.failures + 1;
      const notBefore = now + failureDelayMs(ending.failure, failures, random);
      const { failure } = ending;
      return { ...entry, failures, failure, notBefore, dueAt: entry.dueAt ?? notBefore };
    }
  }
}

/** Somebody else brought it back so many times: that counts for its backoff, and is none by itself. */
export function broughtBack<Key extends string>(
  queue: WorkQueue<Key>,
  key: Key,
  times: number,
  now: number,
): WorkQueue<Key> {
  return update(queue, [key], (entry) => {
    let { heals } = entry;
    for (let time = 0; time < times; time += 1) heals = healed(heals, now);
    return { ...entry, heals };
  });
}

/** What it learned of the key; of one that it never met, that there was nothing. */
export function learnedOf<Key extends string>({ entries }: WorkQueue<Key>, key: Key): Learned {
  return entries.get(key) ?? IDLE;
}

/** What a queue before this one had learned of keys that wait; keys that are known keep what they have. */
export function restore<Key extends string>(
  queue: WorkQueue<Key>,
  learned: ReadonlyMap<Key, Learned>,
): WorkQueue<Key> {
  const fresh = [...learned].filter(([key]) => !queue.entries.has(key));
  const entries = fresh.map(([key, what]) => [key, { ...IDLE, ...what }] as const);
  return { entries: new Map([...queue.entries, ...entries]) };
}

export type Learned = Pick<WorkEntry, 'notBefore' | 'failures' | 'failure' | 'heals'>;

/** Keys that are gone; one that runs is dropped when it is done and nobody wakes it again. */
export function forget<Key extends string>(
  queue: WorkQueue<Key>,
  isKept: (key: Key) => boolean,
): WorkQueue<Key> {
  const kept = [...queue.entries].filter(([key, { running }]) => running || isKept(key));
  return { entries: new Map(kept) };
}

/** When `take` will find something; undefined when only a wake can change that. */
export function nextDueAt(queue: WorkQueue<string>): number | undefined {
  const waiting = [...queue.entries.values()].filter(({ running }) => !running);
  const times = waiting.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt]));
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}

export function isIdle(queue: WorkQueue<string>): boolean {
  return [...queue.entries.values()].every(({ running }) => !running);
}

function update<Key extends string>(
  { entries }: WorkQueue<Key>,
  keys: Iterable<Key>,
  change: (entry: WorkEntry) => WorkEntry,
): WorkQueue<Key> {
  const next = new Map(entries);
  for (const key of keys) next.set(key, change(next.get(key) ?? IDLE));
  return { entries: next };
}
