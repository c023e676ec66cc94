import { Type } from 'typebox';
import { Name } from './scalars.ts';

const LabelValue = Type.String({ maxLength: 256 });
const LabelKey = Type.String({
  pattern: '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$',
  maxLength: 253,
});

const shared = {
  labels: Type.Optional(Type.Record(LabelKey, LabelValue, { description: 'For selecting with -l; not shown to the agent.' })),
  annotations: Type.Optional(Type.Record(LabelKey, Type.String({ maxLength: 4096 }))),
};

export const TenantMetadata = Type.Object({ name: Name, ...shared }, { additionalProperties: false });

export const PodMetadata = Type.Object(
  {
    name: Type.String({
      pattern: '^([a-z0-9]([a-z0-9-]*[a-z0-9])?/)?[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
      maxLength: 81,
      description: "The pod's name, or `tenant/pod` in place of spec.tenant.",
      examples: ['agent', 'acme/agent'],
    }),
    ...shared,
  },
  { additionalProperties: false },
);
