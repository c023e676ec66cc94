import { nearest } from '../../core/util/suggest.ts';
import { usageError } from './failure.ts';

export type ResourceKind = 'pod' | 'tenant';

/** Singular, plural and short names, as kubectl's users expect. */
const KINDS: Readonly<Record<string, ResourceKind>> = {
  pod: 'pod',
  pods: 'pod',
  po: 'pod',
  tenant: 'tenant',
  tenants: 'tenant',
  tn: 'tenant',
};

export interface Named {
  readonly kind: ResourceKind;
  readonly name: string;
}

/**
 * What `KIND NAME`, `KIND/NAME` or `TENANT/POD` mean; undefined when no name is among them. A
 * tenant that is called like a kind has to be written in full: `pod/pod/agent`.
 */
export function namedResource(kind: string, name: string | undefined): Named | undefined {
  if (name !== undefined) return { kind: resourceKind(kind), name };
  const [word = '', ...rest] = kind.split('/');
  if (rest.length === 0) return undefined;
  if (!Object.hasOwn(KINDS, word.toLowerCase())) return { kind: 'pod', name: kind };
  return { kind: resourceKind(word), name: rest.join('/') };
}

export function resourceKind(text: string): ResourceKind {
  const kind = Object.hasOwn(KINDS, text.toLowerCase()) ? KINDS[text.toLowerCase()] : undefined;
  if (kind !== undefined) return kind;
  const guess = nearest(text, Object.keys(KINDS));
  const hint = guess === undefined ? 'use pods or tenants' : `did you mean ${guess}?`;
  throw usageError(`${text}: not a kind of resource`, hint);
}
