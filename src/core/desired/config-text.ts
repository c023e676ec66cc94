import type { ConfigFile } from '../model/container.ts';
import type { JsonValue } from '../model/json.ts';
import { sha256 } from '../util/hash.ts';
import { sortedEntries } from '../util/sort.ts';

/** What a config file is on disk: the same data is the same bytes, whoever rendered it. */
export function configText({ content }: ConfigFile): string {
  return typeof content === 'string' ? content : `${JSON.stringify(sortKeys(content), null, 2)}\n`;
}

function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    sortedEntries(value as Readonly<Record<string, JsonValue>>).map(([key, item]) => [
      key,
      sortKeys(item),
    ]),
  );
}

/**
 * The part below a millisecond, in nanoseconds, of the modification time that AgentPod gives a
 * config file. It is made from the text: a file with that part and the right size is the one that
 * was written, and need not be read to know that. Reading a file through the Engine costs some
 * 30 ms, asking for its stat 1. The rest is the time of writing: a watcher looks for a later time.
 */
export function configNanos(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16) % 1_000_000;
}

export interface ExpectedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** See `configNanos`. */
  readonly nanos: number;
}

export function expectedFile(file: ConfigFile): ExpectedFile {
  const text = configText(file);
  return { path: file.path, size: new TextEncoder().encode(text).length, nanos: configNanos(text) };
}
