import type { AlertsConfig } from '../../core/alerts/alerts-config.ts';
import { routeAlert } from '../../core/alerts/route.ts';
import type { Signal } from '../../core/alerts/signal.ts';
import {
  type Judgement,
  nextStepAt,
  resumeWatches,
  step,
  type Watches,
} from '../../core/alerts/watches.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import { messageOf } from '../../core/status/message.ts';
import type { AlertChange, AlertStore } from '../../ports/alert-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { Alarm } from '../loop/alarm.ts';
import { nextDesired } from '../loop/desired-in-force.ts';
import type { LoopEvent, OnLoopEvent } from '../loop/loop-event.ts';
import { signalsOf } from './signals.ts';

export interface DeskParts {
  readonly store: AlertStore;
  readonly config: AlertsConfig;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly onLoopEvent: OnLoopEvent;
  /** There is something new in the outbox. */
  readonly onRecorded: () => void;
}

interface Heard {
  readonly at: number;
  readonly signals: readonly Signal[];
}

const RETRY_MS = 2000;
/** More than a database that is away for hours makes; the oldest go first. */
const MOST_HEARD = 10_000;

/**
 * Makes alerts of what the loop tells, and writes them down with what is to be delivered. Taking an event
 * is adding to a list: whatever the database or a receiver does, the loop goes on.
 */
export class AlertDesk {
  readonly #parts: DeskParts;
  readonly #judgement: Judgement;
  readonly #alarm = new Alarm();
  #heard: Heard[] = [];
  #watches: Watches | undefined;
  #desired: DesiredState | undefined;
  #unwritten: AlertChange[] = [];
  #heldUp = false;
  #firing = 0;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const { timing, rules } = parts.config;
    this.#judgement = { ...timing, route: (alert) => routeAlert(alert, rules, this.#desired) };
  }

  take(event: LoopEvent): void {
    this.#desired = nextDesired(this.#desired, event);
    const at = this.#now();
    this.hear(signalsOf(event, at, this.#judgement).filter((signal) => this.#concerns(signal)));
  }

  hear(signals: readonly Signal[]): void {
    if (signals.length === 0) return;
    this.#heard.push({ at: this.#now(), signals });
    if (this.#heard.length > MOST_HEARD) this.#heard.shift();
    this.#alarm.ring();
  }

  /** Until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#alarm.ring();
    signal.addEventListener('abort', stop);
    while (!signal.aborted) {
      const pause = await this.#round().catch((error) => this.#away(error));
      if (!signal.aborted) await this.#alarm.sleep(this.#parts.clock, pause);
    }
    // What was heard last is written down, if that is possible now.
    await this.#round().catch(() => undefined);
    signal.removeEventListener('abort', stop);
  }

  async #round(): Promise<number> {
    const { store, onRecorded } = this.#parts;
    this.#watches ??= resumeWatches(await store.firing(), this.#now());
    this.#judge(this.#watches);
    if (this.#unwritten.length > 0) {
      const writing = this.#unwritten;
      await store.record(writing);
      this.#unwritten = this.#unwritten.slice(writing.length);
      onRecorded();
    }
    this.#heldUp = false;
    const next = nextStepAt(this.#watches, this.#judgement) ?? Number.POSITIVE_INFINITY;
    return Math.max(1, next - this.#now());
  }

  #judge(watches: Watches): void {
    const heard = this.#heard;
    this.#heard = [];
    const steps = [
      ...heard.flatMap(({ at, signals }) => signals.map((signal) => ({ at, signals: [signal] }))),
      { at: this.#now(), signals: [] },
    ];
    let current = watches;
    for (const { at, signals } of steps) {
      const { watches: next, notices } = step(current, signals, at, this.#judgement);
      current = next;
      for (const notice of notices) this.#keep({ notice, deliveries: this.#deliveries(notice) });
    }
    this.#watches = current;
    const firing = [...current.values()].filter((watch) => watch.firing !== undefined).length;
    if (firing !== this.#firing) this.#parts.onLoopEvent({ kind: 'alerts', firing });
    this.#firing = firing;
  }

  #keep(change: AlertChange): void {
    this.#unwritten = [...this.#unwritten, change];
    this.#parts.onLoopEvent({ kind: 'alert', notice: change.notice });
  }

  /** Who was told that it began is told how it goes on, unless no receiver is called so any more. */
  #deliveries({ alert }: AlertChange['notice']): AlertChange['deliveries'] {
    const known = new Set(this.#parts.config.receivers.map(({ name }) => name));
    return alert.receivers
      .filter((receiver) => known.has(receiver))
      .map((receiver) => ({ id: this.#parts.newId(), receiver }));
  }

  /** A pod that its manifest wants to be left alone is nobody's worry. */
  #concerns(signal: Signal): boolean {
    if (signal.kind !== 'bad') return true;
    const pod = this.#desired?.pods.find(({ key }) => `pod/${key}` === signal.alert.subject);
    return pod?.leftAlone !== true;
  }

  #away(error: unknown): number {
    if (!this.#heldUp) {
      this.#parts.onLoopEvent({ kind: 'alerts-held-up', message: messageOf(error) });
    }
    this.#heldUp = true;
    return RETRY_MS;
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
