import { Type } from 'typebox';
import { API_VERSION } from '../model/api-version.ts';
import { mapOf, oneOf } from './combinators.ts';
import { HttpUrl, Name, SECRET_REFERENCE_TITLE } from './scalars.ts';

/** The file of `serve --alerts`: who is told of trouble, and when. No manifest: it wishes for no pods. */

export const SEVERITIES = ['warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const DURATION = {
  pattern: '^([0-9]{1,6}(h|m|s))+$',
  maxLength: 32,
  title: 'duration',
  examples: ['5m', '1h30m'],
};

const Cidr = Type.String({
  pattern: '^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$',
  maxLength: 64,
  title: 'address range',
  description: 'An address or a range of addresses in CIDR form.',
  examples: ['10.0.0.0/8'],
});

const MailAddress = Type.String({
  pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$',
  maxLength: 254,
  title: 'mail address',
  examples: ['ops@example.com'],
});

/** Never the value itself; titled so that messages never quote what stands there. */
const SecretFrom = Type.Union(
  [
    Type.Object(
      { env: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 128 }) },
      { additionalProperties: false },
    ),
    Type.Object(
      { file: Type.String({ minLength: 1, maxLength: 4096 }) },
      { additionalProperties: false },
    ),
  ],
  {
    title: SECRET_REFERENCE_TITLE,
    description:
      "Where the value comes from: {env: NAME} or {file: path}; a relative path starts at this file's folder. Never the value itself.",
    examples: [{ env: 'ALERT_SECRET' }, { file: 'secrets/alert.key' }],
  },
);

const closed = { additionalProperties: false } as const;
const duration = (description: string) => Type.String({ ...DURATION, description });

const Webhook = Type.Object(
  {
    url: Type.String({ ...HttpUrl, description: 'Where messages are posted to.' }),
    secret: Type.Optional({
      ...SecretFrom,
      description:
        'What messages are signed with, as Standard Webhooks wants it: whsec_ and base64, or any text.',
    }),
  },
  { ...closed, description: 'JSON by POST, signed as in standardwebhooks.com.' },
);

const ChatWebhook = (description: string) =>
  Type.Object(
    {
      url: {
        ...SecretFrom,
        description: 'Where the address of the incoming webhook comes from: it is a secret.',
      },
    },
    { ...closed, description },
  );

const Telegram = Type.Object(
  {
    botToken: { ...SecretFrom, description: "Where the bot's token comes from." },
    chatId: Type.String({
      pattern: '^(-?[0-9]{1,20}|@[A-Za-z0-9_]{4,64})$',
      title: 'chat id',
      description: 'The chat, in quotes: a number, or @name of a channel.',
      examples: ['-1001234567890'],
    }),
    api: Type.Optional(
      Type.String({
        ...HttpUrl,
        description: 'A Bot API server of your own.',
        default: 'https://api.telegram.org',
      }),
    ),
  },
  { ...closed, description: 'A message of a Telegram bot.' },
);

const Email = Type.Object(
  {
    host: Type.String({
      pattern: '^[A-Za-z0-9.:-]+$',
      maxLength: 253,
      title: 'host',
      description: 'The mail server.',
      examples: ['smtp.example.com'],
    }),
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65535,
        description: '465 with tls: implicit, else 587, when absent.',
      }),
    ),
    tls: Type.Optional(
      oneOf(['starttls', 'implicit', 'none'], {
        description: 'none sends in the clear: only within a machine or a network of your own.',
        default: 'starttls',
      }),
    ),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 254, description: 'Login name.' })),
    password: Type.Optional({ ...SecretFrom, description: 'Where its password comes from.' }),
    from: { ...MailAddress, description: 'The sender.' },
    to: Type.Array(MailAddress, { minItems: 1, maxItems: 20, description: 'Who gets it.' }),
  },
  { ...closed, description: 'Mail over SMTP.' },
);

const Receiver = Type.Object(
  {
    name: { ...Name, description: 'What rules, lists and metrics call it.' },
    webhook: Type.Optional(Webhook),
    slack: Type.Optional(ChatWebhook('A Slack incoming webhook.')),
    discord: Type.Optional(ChatWebhook('A Discord webhook.')),
    telegram: Type.Optional(Telegram),
    email: Type.Optional(Email),
    allowPrivate: Type.Optional(
      Type.Array(Cidr, {
        minItems: 1,
        maxItems: 32,
        description:
          'Ranges that are not the public internet and that it may be in. Without them, addresses of this machine and of private networks are refused.',
        examples: [['10.20.0.0/16']],
      }),
    ),
  },
  { ...closed, description: 'A name, and one of webhook, slack, discord, telegram and email.' },
);

const Rule = Type.Object(
  {
    receivers: Type.Array(Name, {
      minItems: 1,
      maxItems: 32,
      description: 'Who is told. Everybody whom any rule names is.',
      examples: [['ops']],
    }),
    severity: Type.Optional(
      oneOf(SEVERITIES, {
        description: 'Only of this severity or a worse one.',
        default: 'warning',
      }),
    ),
    tenants: Type.Optional(
      Type.Array(Name, { minItems: 1, maxItems: 1000, description: 'Only about these tenants.' }),
    ),
    labels: Type.Optional(
      mapOf(Type.String({ maxLength: 253, title: 'label key' }), Type.String({ maxLength: 256 }), {
        description: 'Only about pods with all of these labels.',
        examples: [{ tier: 'gold' }],
      }),
    ),
  },
  { ...closed, description: 'What whom is told about.' },
);

export const AlertsFile = Type.Object(
  {
    apiVersion: Type.Literal(API_VERSION, { description: 'Version of this format.' }),
    kind: Type.Literal('Alerts', { description: 'What the file is.' }),
    failuresInARow: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'So many deaths of a process, or tries that failed, make an alert.',
        default: 3,
      }),
    ),
    resolveAfter: Type.Optional(
      duration('What was well for so long is over, and so is a row of failures; 5m when absent.'),
    ),
    repeatAfter: Type.Optional(duration('What goes on is told again after this; 4h when absent.')),
    sourceStaleAfter: Type.Optional(
      duration('A source that could not be looked at for so long; 15m when absent.'),
    ),
    receivers: Type.Array(Receiver, { minItems: 1, maxItems: 32, description: 'Who can be told.' }),
    rules: Type.Optional(
      Type.Array(Rule, {
        minItems: 1,
        maxItems: 100,
        description: 'Without any, every receiver is told everything.',
      }),
    ),
  },
  {
    ...closed,
    title: 'Alerts',
    description: 'Who `agentpod serve --alerts FILE` tells of trouble, and when.',
  },
);
