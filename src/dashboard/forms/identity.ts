import { valueAt } from '../../core/config-drift/config-path.ts';
import type { FieldValue } from '../../core/manifests-edit/set-values.ts';
import type { JsonObject } from '../../core/model/json.ts';
import type { PodName } from '../../core/model/resource.ts';

const NAME = ['metadata', 'name'];
const TENANT = ['spec', 'tenant'];

/** Whom a pod's manifest is about, in either way of saying it; empty where it does not say. */
export function identityOf(data: JsonObject): PodName {
  const name = textAt(data, NAME);
  const slash = name.indexOf('/');
  if (slash === -1) return { tenant: textAt(data, TENANT), pod: name };
  return { tenant: name.slice(0, slash), pod: name.slice(slash + 1) };
}

/** What to set so that it is about somebody else, in the way that it says it now. */
export function identityEdits(data: JsonObject, { tenant, pod }: PodName): readonly FieldValue[] {
  if (valueAt(data, TENANT) !== undefined) {
    return [
      { path: NAME, value: pod },
      { path: TENANT, value: tenant },
    ];
  }
  return [{ path: NAME, value: tenant === '' ? pod : `${tenant}/${pod}` }];
}

function textAt(data: JsonObject, path: readonly string[]): string {
  const value = valueAt(data, path);
  return typeof value === 'string' ? value : '';
}
