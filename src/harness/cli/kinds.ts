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

export function resourceKind(text: string): ResourceKind {
  const kind = Object.hasOwn(KINDS, text.toLowerCase()) ? KINDS[text.toLowerCase()] : undefined;
  if (kind !== undefined) return kind;
  const guess = nearest(text, Object.keys(KINDS));
  const hint = guess === undefined ? 'use pods or tenants' : `did you mean ${guess}?`;
  throw usageError(`${text}: not a kind of resource`, hint);
}
