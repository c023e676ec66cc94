import { type Field, leavesOf } from './fields.ts';

type SectionId =
  | 'basics'
  | 'limits'
  | 'models'
  | 'access'
  | 'container'
  | 'behaviour'
  | 'tools'
  | 'labels'
  | 'defaults'
  | 'quota'
  | 'more';

export interface Section {
  readonly id: SectionId;
  readonly fields: readonly Field[];
}

/** Dotted paths; each stands for all below it that no other names. */
type Plan = readonly (readonly [SectionId, readonly string[]])[];

/** Few fields first: what a customer's agent needs to begin with. */
export const POD_PLAN: Plan = [
  ['basics', ['spec.model.primary', 'spec.channels', 'spec.hosts', 'spec.resources.memory']],
  ['limits', ['spec.resources']],
  ['models', ['spec.model', 'spec.providers']],
  ['access', ['spec.route', 'spec.egress']],
  ['container', ['spec.agent', 'spec.image', 'spec.generic', 'spec.env', 'spec.secrets']],
  [
    'behaviour',
    [
      'spec.suspended',
      'spec.onUnhealthy',
      'spec.readiness',
      'spec.deletionPolicy',
      'spec.ignoreDrift',
    ],
  ],
  ['tools', ['spec.skills', 'spec.mcpServers', 'spec.config', 'spec.configOwnership']],
  ['labels', ['metadata']],
];

export const TENANT_PLAN: Plan = [
  ['basics', ['metadata.name', 'spec.displayName', 'spec.contact', 'spec.domain']],
  ['defaults', ['spec.defaults']],
  ['quota', ['spec.quota']],
  ['behaviour', ['spec.suspended']],
  ['labels', ['metadata']],
];

/** What every manifest has, what SOPS writes, and what is entered in a way of its own. */
const LEFT_OUT = new Set(['apiVersion', 'kind', 'sops']);
export const POD_IDENTITY = new Set(['metadata.name', 'spec.tenant']);

/** The fields in sections; those that no plan names come last, so that none is ever missing. */
export function layOut(
  root: Field,
  plan: Plan,
  elsewhere: ReadonlySet<string> = new Set(),
): readonly Section[] {
  const left = new Map(
    leavesOf(root)
      .map((field) => [field.path.join('.'), field] as const)
      .filter(([name]) => !LEFT_OUT.has(name.split('.')[0] ?? '') && !elsewhere.has(name)),
  );
  const sections = plan.map(([id, names]) => ({
    id,
    fields: names.flatMap((name) => takeBelow(left, name)),
  }));
  return [...sections, { id: 'more' as const, fields: [...left.values()] }].filter(
    ({ fields }) => fields.length > 0,
  );
}

function takeBelow(left: Map<string, Field>, name: string): readonly Field[] {
  const found = [...left].filter(([path]) => path === name || path.startsWith(`${name}.`));
  for (const [path] of found) left.delete(path);
  return found.map(([, field]) => field);
}
