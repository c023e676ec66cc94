import { Type } from 'typebox';
import { SecretRef } from './scalars.ts';

const access = {
  enabled: Type.Optional(Type.Boolean()),
  dmPolicy: Type.Optional(
    Type.Union(['pairing', 'allowlist', 'open', 'disabled'].map((id) => Type.Literal(id)), { description: 'Who may write to the agent.' }),
  ),
  allowFrom: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 10000 })),
};

const channel = <T extends Record<string, ReturnType<typeof Type.Optional> | typeof SecretRef>>(own: T, description: string) =>
  Type.Object({ ...access, ...own }, { additionalProperties: false, description });

export const Channels = Type.Object(
  {
    telegram: Type.Optional(channel({ botToken: SecretRef }, 'A Telegram bot.')),
    whatsapp: Type.Optional(channel({}, 'A WhatsApp account; linked once by QR code.')),
    discord: Type.Optional(channel({ token: SecretRef }, 'A Discord bot.')),
    slack: Type.Optional(channel({ botToken: SecretRef, appToken: SecretRef }, 'A Slack app in socket mode.')),
  },
  { additionalProperties: false, description: 'Where customers write to the agent.' },
);
