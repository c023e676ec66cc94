import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A piece of a container's output. */
export interface Frame {
  readonly source: 'stdout' | 'stderr';
  readonly data: Buffer;
}

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes the Engine's multiplexed stream apart: each frame has a header of eight bytes (source,
 * three zeros, length as big-endian 32 bits). A container with a terminal sends no frames.
 */
export async function* readFrames(stream: Readable, multiplexed: boolean): AsyncIterable<Frame> {
  if (!multiplexed) {
    for await (const data of stream) yield { source: 'stdout', data: data as Buffer };
    return;
  }
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    let end = frameEnd(pending);
    while (end !== undefined && pending.length >= end) {
      const source = pending[0] === STDERR ? 'stderr' : 'stdout';
      yield { source, data: pending.subarray(HEADER_BYTES, end) };
      pending = pending.subarray(end);
      end = frameEnd(pending);
    }
  }
}

function frameEnd(pending: Buffer): number | undefined {
  return pending.length < HEADER_BYTES ? undefined : HEADER_BYTES + pending.readUInt32BE(4);
}

/**
 * Whether an answer carries frames. Engines since 20.10 may say so in the type; older ones and
 * those that do not leave it to the caller's knowledge of the container.
 */
export function isMultiplexed(answer: IncomingMessage, tty: boolean): boolean {
  const type = answer.headers['content-type'] ?? '';
  if (type.includes('multiplexed-stream')) return true;
  return !tty;
}

/** In characters: a process that never ends its line must not fill our memory. */
const LONGEST_LINE = 1_000_000;

/**
 * Cuts bytes into lines; a character or a line that two chunks share comes out whole, as far as a line
 * has at most a million characters.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  push(data: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(data)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    return lines.map(withoutReturn);
  }

  /** What came after the last line end. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest === '' ? [] : [withoutReturn(rest)];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
