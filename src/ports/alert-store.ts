import type { FiringAlert, Notice } from '../core/alerts/alert.ts';

/**
 * Alerts, and what is to be delivered of them. Times are milliseconds since the epoch, of the clock of
 * whoever calls. No address and no secret of a receiver is ever in here.
 */
export interface AlertStore {
  /** Those that go on. */
  firing(): Promise<readonly FiringAlert[]>;
  /** All or nothing. The same once more changes nothing, so that who got no answer may ask again. */
  record(changes: readonly AlertChange[]): Promise<void>;
  /** Firing ones, and those that ended since; newest first. */
  alerts(filter: AlertFilter): Promise<readonly AlertRecord[]>;

  /**
   * What a receiver is to get by now, oldest first; of an alert only the oldest, so that its end never
   * comes before its beginning.
   */
  due(receiver: string, now: number, limit: number): Promise<readonly Delivery[]>;
  /** When the next one is; undefined when nothing waits. */
  nextDue(receiver: string): Promise<number | undefined>;
  sent(id: string, at: number): Promise<void>;
  /** Not taken. Tried again at `nextTryAt`; without it, never. */
  failed(id: string, failure: DeliveryFailure): Promise<void>;
  /** Gives up what waits for receivers that are none of these. Answers how many. */
  abandon(receivers: readonly string[], at: number): Promise<number>;
  /** How it goes with each receiver that ever was to get something, by name. */
  receivers(): Promise<readonly ReceiverState[]>;
  /** Given up, newest first. */
  dead(limit: number): Promise<readonly DeadDelivery[]>;
}

export interface AlertChange {
  readonly notice: Notice;
  readonly deliveries: readonly { readonly id: string; readonly receiver: string }[];
}

export interface AlertFilter {
  /** RFC 3339. */
  readonly endedSince: string;
  readonly limit: number;
}

export interface AlertRecord extends FiringAlert {
  /** Undefined while it goes on. */
  readonly resolvedAt: number | undefined;
}

export interface Delivery {
  /** The same at every try. */
  readonly id: string;
  readonly notice: Notice;
  /** Tries before this one. */
  readonly attempts: number;
  readonly createdAt: number;
}

export interface DeliveryFailure {
  readonly message: string;
  readonly at: number;
  readonly nextTryAt: number | undefined;
}

export interface ReceiverState {
  readonly receiver: string;
  readonly waiting: number;
  readonly sent: number;
  readonly dead: number;
  readonly lastSentAt: number | undefined;
  /** Of the last try, if it failed. */
  readonly lastError: string;
}

export interface DeadDelivery {
  readonly id: string;
  readonly receiver: string;
  readonly notice: Notice;
  readonly attempts: number;
  readonly endedAt: number;
  readonly message: string;
}
