import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../context.ts';
import { readValue } from './read-value.ts';

let folder: string;
let stdin: PassThrough;
let stderr: PassThrough;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-value-'));
  stdin = new PassThrough();
  stderr = new PassThrough();
});

afterEach(() => rm(folder, { recursive: true }));

function read(options: { readonly terminal?: boolean; readonly file?: string } = {}) {
  const terminal = { stdin: options.terminal ?? false };
  const context = { cwd: folder, stdin, stderr, terminal } as unknown as CliContext;
  return readValue(context, options.file, 'Value: ');
}

describe("a secret's value", () => {
  it('is all of stdin but one newline', async () => {
    stdin.end('two\nlines\n\n');
    expect((await read()).reveal()).toBe('two\nlines\n');
  });

  it('comes from a file beside the command', async () => {
    await writeFile(join(folder, 'key'), 'hunter2\r\n');
    expect((await read({ file: 'key' })).reveal()).toBe('hunter2');
  });

  it('is not shown while it is typed', async () => {
    const typing = read({ terminal: true });
    stdin.write('hunter2\r');
    expect((await typing).reveal()).toBe('hunter2');
    expect(stderr.read()?.toString()).toBe('Value: \n');
  });

  it.each([
    ['nothing', ''],
    ['a newline alone', '\n'],
    ['more than 64 KiB', 'x'.repeat(65_537)],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('is refused when it is %s, without a word of it', async (_, value) => {
    stdin.end(value);
    await expect(read()).rejects.toMatchObject({ reason: 'ValueInvalid' });
  });

  it('in a file that is not there is refused', async () => {
    await expect(read({ file: 'lost' })).rejects.toMatchObject({ reason: 'ValueInvalid' });
  });

  it('that is interrupted changes nothing', async () => {
    const typing = read({ terminal: true });
    stdin.write('\u0003');
    await expect(typing).rejects.toMatchObject({ reason: 'Interrupted' });
  });
});
