import { nextTryAt } from '../../core/alerts/next-try.ts';
import { messageOf } from '../../core/status/message.ts';
import type { AlertSender, SendOutcome } from '../../ports/alert-sender.ts';
import type { AlertStore, Delivery } from '../../ports/alert-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { Alarm } from '../loop/alarm.ts';
import type { OnLoopEvent } from '../loop/loop-event.ts';

export interface CourierParts {
  readonly store: AlertStore;
  readonly sender: AlertSender;
  readonly receiver: string;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
}

const BATCH = 20;
/** The database is away, which is told elsewhere. */
const STATE_AWAY_MS = 5000;
const IDLE_MS = 60_000;

/**
 * Brings one receiver what is due, one after the other, for as long as it takes. Each receiver has one of
 * its own, so that one that hangs holds up no other.
 */
export class Courier {
  readonly #parts: CourierParts;
  readonly #alarm = new Alarm();

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** Something new may be due. */
  ring(): void {
    this.#alarm.ring();
  }

  /** Until the signal aborts; what is on its way by then is cut short, and left to whoever leads next. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const stop = (): void => this.#alarm.ring();
    signal.addEventListener('abort', stop);
    while (!signal.aborted) {
      const pause = await this.#round(signal).catch(() => STATE_AWAY_MS);
      if (!signal.aborted && pause > 0) await this.#alarm.sleep(clock, pause);
    }
    signal.removeEventListener('abort', stop);
  }

  /** How long until there is more to do. */
  async #round(signal: AbortSignal): Promise<number> {
    const { store, receiver } = this.#parts;
    const due = await store.due(receiver, this.#now(), BATCH);
    for (const delivery of due) {
      if (signal.aborted) return 0;
      await this.#deliver(delivery, signal);
    }
    if (due.length > 0) return 0;
    const next = await store.nextDue(receiver);
    return Math.max(1, Math.min(IDLE_MS, (next ?? Number.POSITIVE_INFINITY) - this.#now()));
  }

  async #deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { store, sender, receiver, random, onLoopEvent } = this.#parts;
    const outcome = await sender
      .send(receiver, delivery, signal)
      .catch((error): SendOutcome => ({ kind: 'failed', message: messageOf(error) }));
    const at = this.#now();
    if (outcome.kind === 'sent') {
      await store.sent(delivery.id, at);
      onLoopEvent({ kind: 'alert-delivery', receiver, result: 'sent', message: '' });
      return;
    }
    if (signal.aborted) return;
    const { message } = outcome;
    const tries = { ...delivery, attempts: delivery.attempts + 1 };
    const next =
      outcome.kind === 'refused' ? undefined : nextTryAt(tries, { now: at, random: random() });
    await store.failed(delivery.id, { message, at, nextTryAt: next });
    const result = next === undefined ? 'dead' : 'retried';
    onLoopEvent({ kind: 'alert-delivery', receiver, result, message });
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
