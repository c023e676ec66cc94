import { setTimeout as sleep } from 'node:timers/promises';
import type { LogOptions } from '../../src/ports/container-runtime.ts';

/** The time of the n-th line: one each second. */
export function stampOf(index: number): string {
  return `${new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString().slice(0, -1)}000000Z`;
}

/** What was written so far, and with `follow` what is written later, until the container is gone. */
export async function* fakeLogs(
  linesOf: () => readonly string[] | undefined,
  options: LogOptions,
): AsyncGenerator<string> {
  const { tail, follow, signal } = options;
  const first = linesOf() ?? [];
  let next = tail === undefined ? 0 : Math.max(0, first.length - tail);
  while (!signal?.aborted) {
    const lines = linesOf();
    for (const line of lines?.slice(next) ?? []) {
      if (isYoung(next, options)) yield stamped(line, next, options);
      next += 1;
    }
    if (!follow || lines === undefined) return;
    await sleep(10);
  }
}

function stamped(line: string, index: number, { timestamps }: LogOptions): string {
  return timestamps ? `${stampOf(index)} ${line}` : line;
}

function isYoung(index: number, { since }: LogOptions): boolean {
  return since === undefined || Date.parse(stampOf(index)) >= Date.parse(since);
}
