import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LineSplitter, readFrames } from './frames.ts';

function frame(source: number, text: string): Buffer {
  const data = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = source;
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

async function collect(bytes: Buffer, chunk: number, multiplexed = true): Promise<string[]> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
  const found: string[] = [];
  for await (const { source, data } of readFrames(Readable.from(chunks), multiplexed)) {
    found.push(`${source} ${data}`);
  }
  return found;
}

describe('output of a container', () => {
  const bytes = Buffer.concat([frame(1, 'out'), frame(2, ''), frame(2, 'err'), frame(1, 'äöü')]);

  it.each([1, 3, 7, 1000])('comes apart the same in chunks of %i bytes', async (chunk) => {
    expect(await collect(bytes, chunk)).toEqual([
      'stdout out',
      'stderr ',
      'stderr err',
      'stdout äöü',
    ]);
  });

  it('passes through as it is from a terminal', async () => {
    expect(await collect(Buffer.from('plain'), 100, false)).toEqual(['stdout plain']);
  });

  it('is cut into lines, with characters that two chunks share kept whole', () => {
    const splitter = new LineSplitter();
    const text = Buffer.from('eins ä\r\n\nzw€i\nrest');
    const lines: string[] = [];
    for (const byte of text) lines.push(...splitter.push(Buffer.from([byte])));

    expect(lines).toEqual(['eins ä', '', 'zw€i']);
    expect(splitter.end()).toEqual(['rest']);
    expect(splitter.end()).toEqual([]);
  });
});
