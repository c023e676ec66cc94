import { Type } from 'typebox';
import { DEFAULTS } from '../desired/defaults.ts';
import { Egress } from './egress.ts';
import { TenantMetadata } from './metadata.ts';
import { ModelChoice, Providers } from './model.ts';
import { API_VERSION, Resources } from './pod.ts';
import { Cpus, EnvMap, ImageRef, Size } from './scalars.ts';

const Defaults = Type.Object(
  {
    image: Type.Optional(ImageRef),
    resources: Type.Optional(Resources),
    model: Type.Optional(ModelChoice),
    providers: Type.Optional(Providers),
    env: Type.Optional(EnvMap),
    egress: Type.Optional(Egress),
  },
  {
    additionalProperties: false,
    description:
      "What this tenant's pods inherit. A pod's own value wins; resources, providers and env are merged key by key.",
  },
);

const Quota = Type.Object(
  {
    pods: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 62,
        description: 'Most pods; 62 is what one tenant network holds.',
        examples: [5],
      }),
    ),
    memory: Type.Optional(Size),
    cpus: Type.Optional(Cpus),
  },
  {
    additionalProperties: false,
    description: 'Checked when manifests load; the sum over all pods counts.',
  },
);

export const TenantSpec = Type.Object(
  {
    displayName: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Shown to people.',
        examples: ['Acme GmbH'],
      }),
    ),
    contact: Type.Optional(
      Type.String({
        pattern: '^[^\\s@]+@[^\\s@]+$',
        maxLength: 320,
        title: 'mail address',
        description: 'An e-mail address.',
        examples: ['ops@acme.example.com'],
      }),
    ),
    domain: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9{}._-]+$',
        maxLength: 253,
        title: 'host pattern',
        description: 'Pattern for host names; {pod} and {tenant} are replaced.',
        examples: ['{pod}.{tenant}.example.com'],
      }),
    ),
    defaults: Type.Optional(Defaults),
    quota: Type.Optional(Quota),
    suspended: Type.Optional(
      Type.Boolean({
        description: 'All its pods are stopped, and kept stopped.',
        default: DEFAULTS.suspended,
      }),
    ),
  },
  { additionalProperties: false, description: 'What holds for all its pods.' },
);

export const TenantManifest = Type.Object(
  {
    apiVersion: Type.Literal(API_VERSION, { description: 'Version of this format.' }),
    kind: Type.Literal('Tenant', { description: 'Tenant.' }),
    metadata: TenantMetadata,
    spec: Type.Optional(TenantSpec),
  },
  { additionalProperties: false, title: 'Tenant', description: 'A customer.' },
);
