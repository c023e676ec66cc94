/**
 * What is wrong, or lately was, and what has to be told about it. A value: each step gives the next one
 * and what is to be told. What comes and goes is told once: it is over only after it was well for a while.
 */
import type { Alert, FiringAlert, Notice } from './alert.ts';
import type { AlertTiming } from './alerts-config.ts';
import type { Signal } from './signal.ts';

interface Watch {
  readonly alert: Alert;
  readonly told: Extract<Signal, { kind: 'bad' }>['told'];
  /** Times in a row. */
  readonly failures: number;
  readonly since: number;
  /** Undefined while it is wrong. */
  readonly wellSince: number | undefined;
  readonly firing: FiringAlert | undefined;
}

export type Watches = ReadonlyMap<string, Watch>;

export interface Step {
  readonly watches: Watches;
  readonly notices: readonly Notice[];
}

export interface Judgement extends AlertTiming {
  /** Whom to tell. */
  readonly route: (alert: Alert) => readonly string[];
}

/**
 * Goes on with what an earlier server told of. Each counts as well from now on: what is still wrong is
 * soon seen to be, and what no longer is gets its end told.
 */
export function resumeWatches(firing: readonly FiringAlert[], now: number): Watches {
  return new Map(
    firing.map((alert) => {
      const { key, type, severity, subject, message, since } = alert;
      const plain = { key, type, severity, subject, message };
      const seen = { told: 'at-once', failures: 1, since, wellSince: now } as const;
      return [key, { alert: plain, ...seen, firing: alert }];
    }),
  );
}

export function step(
  watches: Watches,
  signals: readonly Signal[],
  now: number,
  judgement: Judgement,
): Step {
  const next = new Map(watches);
  const notices: Notice[] = [];
  // What became due before now is told as of before.
  settle(next, notices, now, judgement);
  for (const signal of signals) take(next, notices, signal, now);
  settle(next, notices, now, judgement);
  return { watches: next, notices };
}

/** When a step is due although nothing happens; undefined when never. */
export function nextStepAt(watches: Watches, timing: AlertTiming): number | undefined {
  const times = [...watches.values()].flatMap((watch) => duesOf(watch, timing));
  return times.length === 0 ? undefined : Math.min(...times);
}

function duesOf(watch: Watch, { resolveAfterMs, repeatAfterMs }: AlertTiming): readonly number[] {
  const { wellSince, firing, told, since } = watch;
  if (wellSince !== undefined) return [wellSince + resolveAfterMs];
  if (firing !== undefined) return [firing.toldAt + repeatAfterMs];
  return typeof told === 'object' ? [since + told.afterMs] : [];
}

function take(watches: Map<string, Watch>, notices: Notice[], signal: Signal, now: number): void {
  if (signal.kind === 'bad') {
    watches.set(signal.alert.key, worsened(watches.get(signal.alert.key), signal, now));
    return;
  }
  if (signal.kind === 'well') {
    mend(watches, signal.key, now);
    return;
  }
  if (signal.kind === 'only') {
    const { prefix, keys } = signal;
    const others = [...watches.keys()].filter(
      (key) => key.startsWith(prefix) && !keys.includes(key),
    );
    for (const key of others) mend(watches, key, now);
    return;
  }
  for (const [key, { alert, firing }] of watches) {
    if (alert.subject !== signal.subject) continue;
    if (firing !== undefined) notices.push({ state: 'resolved', alert: firing, at: now });
    watches.delete(key);
  }
}

function mend(watches: Map<string, Watch>, key: string, now: number): void {
  const watch = watches.get(key);
  if (watch === undefined || watch.wellSince !== undefined) return;
  // What only had to last did not.
  const isOver = watch.firing === undefined && typeof watch.told === 'object';
  if (isOver) watches.delete(key);
  else watches.set(key, { ...watch, wellSince: now });
}

function worsened(
  watch: Watch | undefined,
  { alert, told }: Extract<Signal, { kind: 'bad' }>,
  now: number,
): Watch {
  const { failures = 0, since = now, firing } = watch ?? {};
  const wellSince = told === 'passing' ? now : undefined;
  return { alert, told, failures: failures + 1, since, wellSince, firing };
}

function settle(
  watches: Map<string, Watch>,
  notices: Notice[],
  now: number,
  judgement: Judgement,
): void {
  for (const [key, watch] of watches) {
    const { wellSince, firing } = watch;
    if (wellSince !== undefined && now - wellSince >= judgement.resolveAfterMs) {
      if (firing !== undefined) notices.push({ state: 'resolved', alert: firing, at: now });
      watches.delete(key);
      continue;
    }
    const alert = toTell(watch, now, judgement);
    if (alert === undefined) continue;
    notices.push({ state: firing === undefined ? 'firing' : 'repeat', alert, at: now });
    watches.set(key, { ...watch, firing: alert });
  }
}

/** Undefined when nothing is to be said about it now. */
function toTell(watch: Watch, now: number, judgement: Judgement): FiringAlert | undefined {
  const { alert, firing, since, wellSince, told: how } = watch;
  const isNews = how === 'passing' && wellSince === now;
  if (wellSince !== undefined && !isNews) return undefined;
  if (firing === undefined) {
    if (!isDue(watch, now, judgement)) return undefined;
    const said = { ...alert, message: withCount(watch) };
    const told = { since, firedAt: now, toldAt: now, repeats: 0 };
    return { ...said, ...told, receivers: judgement.route(alert) };
  }
  if (now - firing.toldAt < judgement.repeatAfterMs) return undefined;
  const { firedAt, repeats, receivers } = firing;
  const said = { ...alert, message: withCount(watch), since, firedAt, receivers };
  return { ...said, toldAt: now, repeats: repeats + 1 };
}

function isDue({ told, failures, since }: Watch, now: number, timing: AlertTiming): boolean {
  if (told === 'at-once' || told === 'passing') return true;
  return told === 'in-a-row' ? failures >= timing.failuresInARow : now - since >= told.afterMs;
}

function withCount({ alert, told, failures }: Watch): string {
  if (told !== 'in-a-row' || failures < 2) return alert.message;
  return `${failures} failures in a row, the last: ${alert.message}`;
}
