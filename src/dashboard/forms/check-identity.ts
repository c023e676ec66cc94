import type { PodName } from '../../core/model/resource.ts';
import { type Complaint, checkValue } from './check-value.ts';
import { POD_SCHEMA } from './schemas.ts';

/** A name of a tenant or of a pod; the schema has it for the tenant. */
const NAME = POD_SCHEMA.properties?.['spec']?.properties?.['tenant'] ?? {};

/** What is wrong with whom a pod is about, by the fields that say it. */
export function checkIdentity({ tenant, pod }: PodName): ReadonlyMap<string, Complaint> {
  const found = [
    ['spec.tenant', checkName(tenant)],
    ['metadata.name', checkName(pod)],
  ] as const;
  return new Map(found.flatMap(([path, complaint]) => (complaint ? [[path, complaint]] : [])));
}

function checkName(name: string): Complaint | undefined {
  return name === '' ? { kind: 'missing' } : checkValue(NAME, name);
}
