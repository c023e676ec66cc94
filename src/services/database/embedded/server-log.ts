/** The embedded server's log: kept small, and read back when a start fails. */
import { open, stat, truncate } from 'node:fs/promises';

/** Emptied at the next start once it is larger. */
const MAX_BYTES = 1024 * 1024;
const SHOWN_LINES = 8;

/** Where the next start's lines will begin, in bytes. */
export async function rotateLog(file: string): Promise<number> {
  const size = await sizeOf(file);
  if (size <= MAX_BYTES) return size;
  await truncate(file);
  return 0;
}

/** All text from an offset on. */
export async function readLog(file: string, offset: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const length = Math.max(0, (await handle.stat()).size - offset);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
