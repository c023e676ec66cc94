import { Type } from 'typebox';
import { mapOf } from './combinators.ts';
import { Name } from './scalars.ts';

/** Names, labels and annotations of both kinds. */

/** Keys with it are ours: none is read yet, and an unread one would promise what nobody keeps. */
export const RESERVED_PREFIX = 'agentpod.dev/';

/** Keys that later versions will read. */
export const PLANNED_KEYS: readonly string[] = [
  'ignore-drift',
  'prune',
  'reconcile',
  'renamed-from',
  'requestedAt',
  'wave',
].map((name) => RESERVED_PREFIX + name);

const LabelKey = Type.String({
  not: { pattern: `^${RESERVED_PREFIX.replace('.', '\\.')}` },
  pattern: '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$',
  maxLength: 253,
  title: 'label key',
  description:
    'Letters, digits, dots, hyphens and underscores, with an optional domain/ in front; agentpod.dev/ is reserved.',
});

const shared = {
  labels: Type.Optional(
    mapOf(LabelKey, Type.String({ maxLength: 256, description: 'The value, as text.' }), {
      description: 'For selecting with -l; not shown to the agent.',
      examples: [{ tier: 'gold' }],
    }),
  ),
  annotations: Type.Optional(
    mapOf(LabelKey, Type.String({ maxLength: 4096, description: 'The value, as text.' }), {
      description: 'Notes for people and tools; never used for selecting.',
      examples: [{ 'example.com/contract': 'C-1042' }],
    }),
  ),
};

export const TenantMetadata = Type.Object(
  { name: Name, ...shared },
  { additionalProperties: false, description: "The tenant's name and labels." },
);

export const PodMetadata = Type.Object(
  {
    name: Type.String({
      pattern: '^([a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?/)?[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$',
      maxLength: 81,
      title: 'pod name',
      description:
        "The pod's name, or tenant/pod in place of spec.tenant. Each part: lower-case letters, digits and hyphens, at most 40 characters, no hyphen at the edges.",
      examples: ['agent', 'acme/agent'],
    }),
    ...shared,
  },
  { additionalProperties: false, description: "The pod's name and labels." },
);
