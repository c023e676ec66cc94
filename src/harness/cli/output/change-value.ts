import type { ChangeValue, FieldChange } from '../../../core/model/operation.ts';
import { safeLine } from './safe-text.ts';

/** One side of a change in one line; a secret shows nothing of itself. */
export function valueText(value: ChangeValue): string {
  if (value === undefined) return '(none)';
  return 'sensitive' in value ? '(sensitive)' : safeLine(JSON.stringify(value.value));
}

export function isSensitive(change: FieldChange): boolean {
  return [change.before, change.after].some((side) => side !== undefined && 'sensitive' in side);
}

/** How the field moves: `added`, `removed` or `changed`. */
export function movement(change: FieldChange): 'added' | 'removed' | 'changed' {
  if (change.before === undefined) return 'added';
  return change.after === undefined ? 'removed' : 'changed';
}

/** `before -> after`, or `(sensitive, changed)`. */
export function changeText(change: FieldChange): string {
  if (isSensitive(change)) return `(sensitive, ${movement(change)})`;
  return `${valueText(change.before)} -> ${valueText(change.after)}`;
}
