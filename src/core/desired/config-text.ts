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

/** 2020-01-01T00:00:00Z; the span that follows ends before 2026, so no file is from the future. */
const EPOCH_SECONDS = 1_577_836_800;
const SPAN_SECONDS = 5 * 365 * 86_400;

/**
 * The modification time that AgentPod gives a config file, in seconds since the epoch. It is made
 * from the text: a file that has it, and the right size, is the one that was written, and need not
 * be read to know that. Reading a file through the Engine costs some 30 ms, asking for its stat 1.
 */
export function configMtime(text: string): number {
  return EPOCH_SECONDS + (Number.parseInt(sha256(text).slice(0, 12), 16) % SPAN_SECONDS);
}

export interface ExpectedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
}

export function expectedFile(file: ConfigFile): ExpectedFile {
  const text = configText(file);
  return { path: file.path, size: new TextEncoder().encode(text).length, mtime: configMtime(text) };
}
