import { type Static, Type } from 'typebox';
import { DEFAULTS } from '../desired/defaults.ts';
import { oneOf } from './combinators.ts';

/** Where a pod's own connections may go. What is wrong inside a target is said by check-egress.ts. */

const DEFAULT = oneOf(['open', 'none'], {
  title: 'egress default',
  description: 'What holds for addresses that allow does not name: open or none.',
  default: 'none',
  examples: ['none'],
});

const Target = Type.Object(
  {
    to: Type.String({
      minLength: 1,
      maxLength: 253,
      title: 'egress target',
      description: 'An IPv4 address, a range such as 10.1.0.0/16, or a host name.',
      examples: ['api.openai.com', '10.1.2.3', '192.168.0.0/24'],
    }),
    ports: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 65535, description: 'A port.' }), {
        minItems: 1,
        maxItems: 64,
        uniqueItems: true,
        description: 'TCP and UDP ports; every port and protocol when absent.',
        examples: [[443]],
      }),
    ),
  },
  { additionalProperties: false, description: 'One place that may be reached.' },
);

const Rules = Type.Object(
  {
    default: Type.Optional(DEFAULT),
    allow: Type.Optional(
      Type.Array(Target, {
        maxItems: 256,
        description:
          'Places that may be reached; private addresses only when one is named here. A range wider than a private one means its public part.',
        examples: [[{ to: 'api.openai.com', ports: [443] }]],
      }),
    ),
  },
  { additionalProperties: false },
);

const WORDS = oneOf(['open', 'none'], { title: 'egress policy' });

/** A conditional, not a union: its errors then name the very key or entry that is wrong. */
export const Egress = Type.Unsafe<Static<typeof WORDS> | Static<typeof Rules>>({
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
  then: WORDS,
  else: Rules,
  title: 'egress policy',
  description:
    'Where connections may go: open (every public address), none, or a map with an allow-list. The host, other tenants and link-local addresses are never reached.',
  examples: ['none'],
  default: DEFAULTS.egress,
});
