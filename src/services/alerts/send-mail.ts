import { createTransport } from 'nodemailer';
import type { ReceiverSpec } from '../../core/alerts/alerts-config.ts';
import { plainBody, type Words } from '../../core/alerts/words.ts';
import type { Secret } from '../../core/model/secret.ts';
import { type LookUp, pinnedAddress } from './public-address.ts';

export interface Mail {
  readonly email: NonNullable<ReceiverSpec['email']>;
  readonly password: Secret | undefined;
  readonly id: string;
  readonly words: Words;
  readonly allowPrivate: readonly string[];
  readonly lookUp: LookUp;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Rejects when the server did not take it, or its address is not allowed. */
export async function sendMail(mail: Mail): Promise<void> {
  const { email, password, id, words, timeoutMs, signal } = mail;
  const { host, tls = 'starttls', user, from, to } = email;
  const { address } = await pinnedAddress(host, mail.allowPrivate, mail.lookUp);
  const transport = createTransport({
    host: address,
    port: email.port ?? (tls === 'implicit' ? 465 : 587),
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { servername: host },
    ...(user === undefined ? {} : { auth: { user, pass: password?.reveal() ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message is text: nothing in it is read from a file or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const close = (): void => transport.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: words.title,
      text: plainBody(words),
      messageId: `<${id}@${from.split('@')[1]}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } finally {
    signal.removeEventListener('abort', close);
    transport.close();
  }
}
