import type { ChangeValue, FieldChange } from '../model/operation.ts';

/** Where in a config it is, as text without the file; '' for the whole of it, and for what is no config. */
export function placeOf({ owner, path }: Pick<FieldChange, 'owner' | 'path'>): string {
  const colon = path.indexOf(':');
  return owner === undefined || colon < 0 ? '' : path.slice(colon + 1);
}

/** As a whole, or somewhere inside. */
export function holdsSecret(value: ChangeValue): boolean {
  if (value === undefined) return false;
  return 'sensitive' in value || JSON.stringify(value.value).includes('"(sensitive)"');
}
