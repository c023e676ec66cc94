/** Alerts and their outbox in memory, for `memory-store.ts`. */
import type { FiringAlert, Notice } from '../../src/core/alerts/alert.ts';
import type {
  AlertChange,
  AlertFilter,
  AlertRecord,
  AlertStore,
  DeadDelivery,
  Delivery,
  DeliveryFailure,
  ReceiverState,
} from '../../src/ports/alert-store.ts';

interface Parcel {
  readonly id: string;
  readonly receiver: string;
  readonly notice: Notice;
  state: 'waiting' | 'sent' | 'dead';
  attempts: number;
  nextTryAt: number;
  endedAt: number;
  error: string;
}

export class MemoryAlerts implements AlertStore {
  #alerts: AlertRecord[] = [];
  readonly #outbox: Parcel[] = [];

  async firing(): Promise<readonly FiringAlert[]> {
    return this.#alerts
      .filter(({ resolvedAt }) => resolvedAt === undefined)
      .map(({ resolvedAt: _, ...alert }) => alert);
  }

  async record(changes: readonly AlertChange[]): Promise<void> {
    for (const { notice, deliveries } of changes) {
      this.#record(notice);
      for (const { id, receiver } of deliveries) {
        if (this.#outbox.some((parcel) => parcel.id === id)) continue;
        const fresh = { state: 'waiting', attempts: 0, endedAt: 0, error: '' } as const;
        this.#outbox.push({ id, receiver, notice, ...fresh, nextTryAt: notice.at });
      }
    }
  }

  #record({ state, alert, at }: Notice): void {
    const open = this.#alerts.find((one) => one.key === alert.key && one.resolvedAt === undefined);
    const others = this.#alerts.filter((one) => one !== open);
    if (state === 'resolved') {
      if (open !== undefined) this.#alerts = [...others, { ...open, resolvedAt: at }];
      return;
    }
    const known = this.#alerts.find(
      (one) => one.key === alert.key && one.firedAt === alert.firedAt,
    );
    if (known?.resolvedAt !== undefined) return;
    this.#alerts = [...others, { ...alert, resolvedAt: undefined }];
  }

  async alerts({ endedSince, limit }: AlertFilter): Promise<readonly AlertRecord[]> {
    const since = Date.parse(endedSince);
    return this.#alerts
      .filter(({ resolvedAt = since }) => resolvedAt >= since)
      .toSorted((a, b) => rank(a) - rank(b) || b.firedAt - a.firedAt)
      .slice(0, limit);
  }

  async due(receiver: string, now: number, limit: number): Promise<readonly Delivery[]> {
    return this.#first(receiver)
      .filter(({ nextTryAt }) => nextTryAt <= now)
      .slice(0, limit)
      .map(({ id, notice, attempts }) => ({ id, notice, attempts, createdAt: notice.at }));
  }

  async nextDue(receiver: string): Promise<number | undefined> {
    const times = this.#first(receiver).map(({ nextTryAt }) => nextTryAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async sent(id: string, at: number): Promise<void> {
    this.#change(id, (parcel) => Object.assign(parcel, { state: 'sent', endedAt: at, error: '' }));
  }

  async failed(id: string, { message, at, nextTryAt }: DeliveryFailure): Promise<void> {
    const ending = nextTryAt === undefined ? { state: 'dead', endedAt: at } : { nextTryAt };
    this.#change(id, (parcel) => Object.assign(parcel, ending, { error: message }));
  }

  async abandon(receivers: readonly string[], at: number): Promise<number> {
    const lost = this.#outbox.filter(
      ({ receiver, state }) => state === 'waiting' && !receivers.includes(receiver),
    );
    const error = 'no receiver is called so any more';
    for (const parcel of lost) Object.assign(parcel, { state: 'dead', endedAt: at, error });
    return lost.length;
  }

  async receivers(): Promise<readonly ReceiverState[]> {
    const names = [...new Set(this.#outbox.map(({ receiver }) => receiver))].sort();
    return names.map((receiver) => {
      const own = this.#outbox.filter((parcel) => parcel.receiver === receiver);
      const those = (state: Parcel['state']) => own.filter((parcel) => parcel.state === state);
      const sent = those('sent').map(({ endedAt }) => endedAt);
      const told = own.filter(({ error, state }) => error !== '' || state === 'sent');
      return {
        receiver,
        waiting: those('waiting').length,
        sent: sent.length,
        dead: those('dead').length,
        lastSentAt: sent.length === 0 ? undefined : Math.max(...sent),
        lastError: told.at(-1)?.error ?? '',
      };
    });
  }

  async dead(limit: number): Promise<readonly DeadDelivery[]> {
    return this.#outbox
      .filter(({ state }) => state === 'dead')
      .toReversed()
      .toSorted((a, b) => b.endedAt - a.endedAt)
      .slice(0, limit)
      .map(({ error, id, receiver, notice, attempts, endedAt }) => ({
        ...{ id, receiver, notice, attempts, endedAt },
        message: error,
      }));
  }

  #first(receiver: string): readonly Parcel[] {
    const waiting = this.#outbox.filter(
      (parcel) => parcel.receiver === receiver && parcel.state === 'waiting',
    );
    return waiting.filter((parcel) => {
      const { key } = parcel.notice.alert;
      return waiting.find(({ notice }) => notice.alert.key === key) === parcel;
    });
  }

  #change(id: string, change: (parcel: Parcel) => void): void {
    const parcel = this.#outbox.find((one) => one.id === id);
    if (parcel === undefined) return;
    parcel.attempts += 1;
    change(parcel);
  }
}

function rank({ resolvedAt }: AlertRecord): number {
  return resolvedAt === undefined ? 0 : 1;
}
