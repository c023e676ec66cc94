import { type TProperties, Type } from 'typebox';
import { oneOf } from './combinators.ts';
import { SecretRef } from './scalars.ts';

/** Where customers write to an OpenClaw agent. */

const access = {
  enabled: Type.Optional(
    Type.Boolean({ description: 'Off keeps the settings and stops listening.', default: true }),
  ),
  dmPolicy: Type.Optional(
    oneOf(['pairing', 'allowlist', 'open', 'disabled'], {
      description: "Who may write to the agent; OpenClaw's own default when absent.",
      examples: ['allowlist'],
    }),
  ),
  allowFrom: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 128, description: 'An account, as text.' }), {
      maxItems: 10000,
      description: 'Accounts that may write, in the form the channel uses; "*" is everyone.',
      examples: [['+491701234567']],
    }),
  ),
};

function channel<T extends TProperties>(own: T, description: string) {
  return Type.Object({ ...access, ...own }, { additionalProperties: false, description });
}

export const Channels = Type.Object(
  {
    telegram: Type.Optional(channel({ botToken: SecretRef }, 'A Telegram bot.')),
    whatsapp: Type.Optional(channel({}, 'A WhatsApp account; linked once by QR code.')),
    discord: Type.Optional(channel({ token: SecretRef }, 'A Discord bot.')),
    slack: Type.Optional(
      channel({ botToken: SecretRef, appToken: SecretRef }, 'A Slack app in socket mode.'),
    ),
  },
  { additionalProperties: false, description: 'Where customers write to the agent.' },
);
