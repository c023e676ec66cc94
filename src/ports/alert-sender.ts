import type { Notice } from '../core/alerts/alert.ts';
import type { AlertsConfig } from '../core/alerts/alerts-config.ts';

/** Puts a notice into the words of a receiver, and hands it over. */
export interface AlertSender {
  /**
   * Never rejects, and ends within seconds, or soon after the signal aborts. The id is the same at every
   * try, so that a receiver can tell a second one.
   */
  send(receiver: string, message: AlertMessage, signal?: AbortSignal): Promise<SendOutcome>;
}

interface AlertMessage {
  readonly id: string;
  readonly notice: Notice;
}

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** In words that name no address of a receiver and no secret. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The receiver wants no more, ever. */
  | { readonly kind: 'refused'; readonly message: string };

/** What an alerts file says, and what reaches those whom it names. */
export interface AlertReceivers {
  readonly config: AlertsConfig;
  readonly sender: AlertSender;
}
