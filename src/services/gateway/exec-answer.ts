import type { JsonObject } from '../../core/model/json.ts';
import { parseObject } from './parse-object.ts';

/** What a shell, and the Engine, answer for a command that is not there or cannot be run. */
export const COMMAND_MISSING: ReadonlySet<number> = new Set([126, 127]);

/** The last line that is a JSON object, since a program may warn before it answers; else an empty one. */
export function lastObject(stdout: string): JsonObject {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return parseObject(lines.at(-1) ?? '') ?? parseObject(stdout) ?? {};
}
