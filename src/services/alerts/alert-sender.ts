import type { Notice } from '../../core/alerts/alert.ts';
import type { AlertsConfig, ReceiverSpec } from '../../core/alerts/alerts-config.ts';
import {
  discordBody,
  slackBody,
  telegramBody,
  webhookBody,
  wordsOf,
} from '../../core/alerts/words.ts';
import type { Secret } from '../../core/model/secret.ts';
import { messageOf } from '../../core/status/message.ts';
import { redact } from '../../core/status/redact.ts';
import type { AlertSender, SendOutcome } from '../../ports/alert-sender.ts';
import { type Posted, postJson } from './post-json.ts';
import { type LookUp, systemLookUp } from './public-address.ts';
import { sendMail } from './send-mail.ts';
import { signedHeaders } from './sign.ts';

type SecretFrom = NonNullable<NonNullable<ReceiverSpec['email']>['password']>;

export interface SenderOptions {
  readonly config: AlertsConfig;
  readonly instance: string;
  /** Read anew for each message, so that one that is replaced counts from then on. */
  readonly readSecret: (reference: SecretFrom) => Promise<Secret>;
  readonly now: () => number;
  readonly lookUp?: LookUp;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** The receiver is gone for good, says HTTP. */
const GONE = 410;
const TELEGRAM = 'https://api.telegram.org';

interface Task {
  readonly receiver: ReceiverSpec;
  readonly id: string;
  readonly notice: Notice;
  readonly signal: AbortSignal;
  /** Known by now, and to be kept out of any message. */
  readonly secrets: Secret[];
}

export function createAlertSender(options: SenderOptions): AlertSender {
  return {
    send: async (name, { id, notice }, outer) => {
      const receiver = options.config.receivers.find((each) => each.name === name);
      if (receiver === undefined) return { kind: 'refused', message: `no receiver ${name}` };
      const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
      const signal = outer === undefined ? timeout : AbortSignal.any([timeout, outer]);
      const task = { receiver, id, notice, signal, secrets: [] };
      try {
        return await cutShort(hand(options, task), signal);
      } catch (error) {
        const message = timeout.aborted ? 'no answer in time' : failureOf(error);
        return { kind: 'failed', message: redact(message, task.secrets) };
      }
    },
  };
}

/** A look-up of a name cannot be aborted, only no longer waited for. */
function cutShort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cut = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, cut]);
}

async function hand(options: SenderOptions, task: Task): Promise<SendOutcome> {
  const { receiver, notice } = task;
  const words = wordsOf(notice, options.instance);
  const { webhook, slack, discord, telegram, email } = receiver;
  if (webhook !== undefined) return handWebhook(options, task, webhook);
  if (slack !== undefined) {
    return judge(
      await post(options, task, await secret(options, task, slack.url), slackBody(words)),
    );
  }
  if (discord !== undefined) {
    const url = await secret(options, task, discord.url);
    return judge(await post(options, task, url, discordBody(words, notice.state)));
  }
  if (telegram !== undefined) {
    const token = await secret(options, task, telegram.botToken);
    const url = `${telegram.api ?? TELEGRAM}/bot${token}/sendMessage`;
    return judge(await post(options, task, url, telegramBody(words, telegram.chatId)));
  }
  if (email === undefined) return { kind: 'refused', message: 'the receiver says not where' };
  const { password } = email;
  if (password !== undefined) await secret(options, task, password);
  const { id, signal, secrets } = task;
  const ground = { ...placeOf(options, receiver), timeoutMs: options.timeoutMs ?? TIMEOUT_MS };
  await sendMail({ email, password: secrets[0], id, words, signal, ...ground });
  return { kind: 'sent' };
}

async function handWebhook(
  options: SenderOptions,
  task: Task,
  { url, secret: reference }: NonNullable<ReceiverSpec['webhook']>,
): Promise<SendOutcome> {
  const { id, notice } = task;
  if (reference !== undefined) await secret(options, task, reference);
  const body = webhookBody(id, notice, options.instance);
  const message = { id, body: JSON.stringify(body), at: options.now() };
  const headers = signedHeaders(message, task.secrets[0]);
  return judge(await post(options, task, url, body, headers));
}

async function secret(options: SenderOptions, task: Task, from: SecretFrom): Promise<string> {
  const value = await options.readSecret(from);
  task.secrets.push(value);
  return value.reveal();
}

function post(
  options: SenderOptions,
  { receiver, signal }: Task,
  address: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Posted> {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error('the address of the receiver is none of the web');
  }
  const place = placeOf(options, receiver);
  return postJson({ url, body: JSON.stringify(body), headers, signal, ...place });
}

function placeOf({ lookUp = systemLookUp }: SenderOptions, { allowPrivate = [] }: ReceiverSpec) {
  return { lookUp, allowPrivate };
}

/** The answer's text is not told on: it may repeat what it was asked, and by whom. */
function judge({ status }: Posted): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === GONE) return { kind: 'refused', message: 'the receiver answered 410, gone' };
  const why = status >= 300 && status < 400 ? ': redirects are not followed' : '';
  return { kind: 'failed', message: `the receiver answered ${status}${why}` };
}

const MAIL_FAILURES: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server refused the login',
  EENVELOPE: 'the mail server refused the sender or a recipient',
  EMESSAGE: 'the mail server refused the message',
  ETLS: 'the mail server offers no TLS, or none that can be trusted',
};

/** Words of the system name the address, which for some receivers is the secret. */
function failureOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && MAIL_FAILURES[code] !== undefined) return MAIL_FAILURES[code];
  if (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) return `not reached: ${code}`;
  return messageOf(error);
}
