import { Type } from 'typebox';
import { TenantMetadata } from './metadata.ts';
import { ModelChoice, Provider } from './model.ts';
import { API_VERSION, Resources } from './pod.ts';
import { Cpus, EnvMap, ImageRef, Size } from './scalars.ts';

const Defaults = Type.Object(
  {
    image: Type.Optional(ImageRef),
    resources: Type.Optional(Resources),
    model: Type.Optional(ModelChoice),
    providers: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 40 }), Provider)),
    env: Type.Optional(EnvMap),
  },
  { additionalProperties: false, description: "What this tenant's pods inherit; a pod's own value wins, maps are merged." },
);

const Quota = Type.Object(
  {
    pods: Type.Optional(Type.Integer({ minimum: 0, maximum: 62 })),
    memory: Type.Optional(Size),
    cpus: Type.Optional(Cpus),
  },
  { additionalProperties: false, description: 'Checked when manifests load; the sum over all pods counts.' },
);

export const TenantSpec = Type.Object(
  {
    displayName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    contact: Type.Optional(Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 320, description: 'An e-mail address.' })),
    domain: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9{}.-]+$',
        maxLength: 253,
        description: 'Pattern for host names; {pod} and {tenant} are replaced.',
        examples: ['{pod}.{tenant}.example.com'],
      }),
    ),
    defaults: Type.Optional(Defaults),
    quota: Type.Optional(Quota),
    suspended: Type.Optional(Type.Boolean({ description: 'All its pods are stopped, and kept stopped.' })),
  },
  { additionalProperties: false },
);

export const TenantManifest = Type.Object(
  {
    apiVersion: Type.Literal(API_VERSION),
    kind: Type.Literal('Tenant'),
    metadata: TenantMetadata,
    spec: Type.Optional(TenantSpec),
  },
  { additionalProperties: false, title: 'Tenant', description: 'A customer.' },
);
