import { valueAt } from '../../core/config-drift/config-path.ts';
import { isJsonObject, type JsonObject } from '../../core/model/json.ts';
import { readOwn } from './own-text.ts';
import { findSlot } from './slot.ts';

/** What a tenant's manifest gives its pods, in the form of a pod's. */
export function inheritedFrom(text: string | undefined, tenant: string): JsonObject {
  const own = text && findSlot(text, `tenant/${tenant}`)?.own;
  const { data } = readOwn(own ?? '');
  const defaults = valueAt(data, ['spec', 'defaults']);
  return { spec: defaults !== undefined && isJsonObject(defaults) ? defaults : {} };
}
