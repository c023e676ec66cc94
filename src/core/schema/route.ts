import { Type } from 'typebox';
import { SecretRef, Size } from './scalars.ts';
import { Sso } from './sso.ts';

const Cidr = Type.String({
  pattern:
    '^((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(/(3[0-2]|[12]?[0-9]))?$|^[0-9A-Fa-f:]+:[0-9A-Fa-f:.]*(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?$',
  maxLength: 64,
  title: 'address range',
  description: 'An address or a range of addresses in CIDR form.',
  examples: ['203.0.113.0/24'],
});

const PathPrefix = Type.String({
  pattern: '^(/[A-Za-z0-9._~-]+)+$',
  maxLength: 255,
  title: 'path prefix',
  description: 'Begins with a slash and does not end with one.',
  examples: ['/support'],
});

const RateLimit = Type.Object(
  {
    requests: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'Requests that one client address may send in that time.',
      examples: [100],
    }),
    per: Type.Optional(
      Type.String({
        pattern: '^([1-9][0-9]{0,4})(s|m|h)$',
        title: 'duration',
        description: 'The time they are counted over; 1s when absent.',
        examples: ['1m'],
      }),
    ),
    burst: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 'How many may come at once; as many as requests when absent.',
        examples: [200],
      }),
    ),
  },
  { additionalProperties: false, description: 'More than that is answered with 429.' },
);

/** What stands between the world and a pod, at the reverse proxy. */
export const Route = Type.Object(
  {
    pathPrefixes: Type.Optional(
      Type.Array(PathPrefix, {
        minItems: 1,
        maxItems: 32,
        uniqueItems: true,
        description:
          'Only these paths of its hosts are the pod’s, so that pods of one tenant can share a host. An openclaw pod has one, and is served below it; a generic agent sees its paths without it.',
        examples: [['/support']],
      }),
    ),
    basicAuth: Type.Optional(
      Type.Object(
        {
          users: {
            ...SecretRef,
            description: 'Lines as htpasswd writes them: NAME:HASH, with bcrypt (htpasswd -B).',
          },
        },
        { additionalProperties: false, description: 'Asks for a name and a password first.' },
      ),
    ),
    allowFrom: Type.Optional(
      Type.Array(Cidr, {
        minItems: 1,
        maxItems: 256,
        uniqueItems: true,
        description: 'Only clients with these addresses get through; others are answered with 403.',
        examples: [['203.0.113.0/24']],
      }),
    ),
    sso: Type.Optional(Sso),
    rateLimit: Type.Optional(RateLimit),
    maxBodySize: Type.Optional({
      ...Size,
      description: 'Larger requests are answered with 413.',
      examples: ['10Mi'],
    }),
  },
  {
    additionalProperties: false,
    description:
      'What the reverse proxy does before a request reaches the pod; a change is live at once.',
  },
);
