import { Type } from 'typebox';
import { DEFAULTS } from '../desired/defaults.ts';
import { HttpUrl } from './scalars.ts';

/** Sign-in by somebody else's identity provider, asked by the reverse proxy with every request. */
export const Sso = Type.Object(
  {
    address: Type.String({
      ...HttpUrl,
      description: 'Where the reverse proxy asks who it is: the forward-auth URL.',
      examples: ['http://oauth2-proxy:4180/'],
    }),
    userHeader: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9!#$%&'*+.^`|~-]+$",
        maxLength: 64,
        title: 'header name',
        description: 'The header of its answer that names the user.',
        default: DEFAULTS.sso.userHeader,
        examples: ['X-Auth-Request-Email'],
      }),
    ),
    owners: Type.Array(
      Type.String({
        pattern: '^[^\\s,]+$',
        maxLength: 320,
        title: 'user',
        description: 'A user as that header names them, usually a mail address.',
        examples: ['alice@example.com'],
      }),
      {
        minItems: 1,
        maxItems: 256,
        uniqueItems: true,
        description: 'Who may use the agent, each with full control; nobody else gets in.',
        examples: [['alice@example.com']],
      },
    ),
  },
  {
    additionalProperties: false,
    description:
      'Customers sign in at their own identity provider instead of with a link. Another mode of login: the gateway restarts.',
  },
);
