import { Type } from 'typebox';
import { mapOf, oneOf } from './combinators.ts';
import { Name } from './scalars.ts';

/** Names, labels and annotations of both kinds. */

/** Keys with it are ours: an unread one would promise what nobody keeps. */
export const RESERVED_PREFIX = 'agentpod.dev/';

/** Keys that later versions will read. */
export const PLANNED_KEYS: readonly string[] = [
  'ignore-drift',
  'prune',
  'renamed-from',
  'wave',
].map((name) => RESERVED_PREFIX + name);

export const RECONCILE = `${RESERVED_PREFIX}reconcile`;
export const REQUESTED_AT = `${RESERVED_PREFIX}requestedAt`;
/** Annotations that are read. */
export const READ_KEYS: readonly string[] = [RECONCILE, REQUESTED_AT];

const OURS = `^${RESERVED_PREFIX.replace('.', '\\.')}`;

const FORM = {
  pattern: '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$',
  maxLength: 253,
  title: 'label key',
  description:
    'Letters, digits, dots, hyphens and underscores, with an optional domain/ in front; agentpod.dev/ is reserved.',
} as const;

const LabelKey = Type.String({ ...FORM, not: { pattern: OURS } });
const AnnotationKey = Type.String({
  ...FORM,
  not: { pattern: `${OURS}(?!(reconcile|requestedAt)$)` },
});

const Annotations = Type.Unsafe<Record<string, string>>({
  type: 'object',
  properties: {
    [RECONCILE]: oneOf(['disabled'], {
      description: 'Leave what it names alone, whatever the rest of its manifest says.',
    }),
    [REQUESTED_AT]: Type.String({
      maxLength: 256,
      description: 'Any text, such as a time; another one makes `serve` look at it at once.',
      examples: ['2026-11-25T12:00:00Z'],
    }),
  },
  propertyNames: AnnotationKey,
  additionalProperties: Type.String({ maxLength: 4096, description: 'The value, as text.' }),
  description: 'Notes for people and tools; never used for selecting.',
  examples: [{ 'example.com/contract': 'C-1042' }],
});

const shared = {
  labels: Type.Optional(
    mapOf(LabelKey, Type.String({ maxLength: 256, description: 'The value, as text.' }), {
      description: 'For selecting with -l; not shown to the agent.',
      examples: [{ tier: 'gold' }],
    }),
  ),
  annotations: Type.Optional(Annotations),
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
