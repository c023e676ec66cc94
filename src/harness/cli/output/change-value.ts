import type { ChangeValue, FieldChange } from '../../../core/model/operation.ts';
import { formatSize } from '../../../core/util/size.ts';
import { safeLine } from './safe-text.ts';
import { truncate } from './width.ts';

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

/** `before -> after`, the one side there is, or `(sensitive, changed)`; each side cut to `room`. */
export function changeText(change: FieldChange, room = Number.POSITIVE_INFINITY): string {
  const move = movement(change);
  if (isSensitive(change)) return `(sensitive, ${move})`;
  const side = (value: ChangeValue, columns: number): string =>
    truncate(sideText(value, change.path), columns);
  if (move !== 'changed') return side(change.after ?? change.before, room);
  const half = Math.max(16, Math.floor((room - 4) / 2));
  return `${side(change.before, half)} -> ${side(change.after, half)}`;
}

/** People read `96Mi`, not a number of bytes. */
function sideText(value: ChangeValue, path: string): string {
  const isSize = path.endsWith('memoryBytes') && value !== undefined && 'value' in value;
  return isSize ? formatSize(Number(value.value)) : valueText(value);
}
