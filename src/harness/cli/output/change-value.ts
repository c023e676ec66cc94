import type { PortBinding } from '../../../core/model/container.ts';
import type { JsonValue } from '../../../core/model/json.ts';
import type { ChangeValue, FieldChange } from '../../../core/model/operation.ts';
import { formatSize } from '../../../core/util/size.ts';
import { safeLine } from './safe-text.ts';
import { truncate } from './width.ts';

/** One side of a change in one line; a secret shows nothing of itself. */
function valueText(value: ChangeValue): string {
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

/** People read `96Mi`, not a number of bytes, and a port as an arrow, not as an object. */
export function sideText(value: ChangeValue, path: string): string {
  if (value === undefined || !('value' in value)) return valueText(value);
  if (path.endsWith('memoryBytes')) return formatSize(Number(value.value));
  const ports = path.endsWith('publish') ? asPorts(value.value) : undefined;
  return ports === undefined ? valueText(value) : ports.map(portText).join(', ') || '(none)';
}

/** `127.0.0.1:19000 -> 18789`. */
export function portText({ hostIp, hostPort, containerPort }: PortBinding): string {
  return `${hostIp}:${hostPort} -> ${containerPort}`;
}

/** Undefined where the value has another form. */
function asPorts(value: JsonValue): readonly PortBinding[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.every(isPort) ? items : undefined;
}

function isPort(value: unknown): value is PortBinding {
  const fields = typeof value === 'object' && value !== null ? value : {};
  return 'hostIp' in fields && 'hostPort' in fields && 'containerPort' in fields;
}
