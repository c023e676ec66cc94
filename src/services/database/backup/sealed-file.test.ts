import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLock, readKey } from './age-keys.ts';
import { openSealed, writeSealed } from './sealed-file.ts';

let folder: string;
let file: string;
let identityFile: string;
let recipient: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-sealed-'));
  file = join(folder, 'sealed');
  identityFile = join(folder, 'key.txt');
  const identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  await writeFile(identityFile, identity);
});
afterEach(() => rm(folder, { recursive: true }));

async function* many(count: number): AsyncGenerator<string> {
  for (let index = 0; index < count; index += 1) yield `line ${index} ${'ü'.repeat(20)}`;
}

const nothing = async () => undefined;

async function readAll(): Promise<string[]> {
  const lines: string[] = [];
  const opened = await openSealed(file, await readKey({ identity: identityFile }));
  for await (const line of opened) lines.push(line);
  return lines;
}

test('what was written comes back, also where it is larger than any buffer', async () => {
  await writeSealed(file, await makeLock({ recipient }), many(20_000), nothing);
  const lines = await readAll();
  expect(lines).toHaveLength(20_000);
  expect(lines.at(-1)).toBe(`line 19999 ${'ü'.repeat(20)}`);
});

test('a byte that changed in the middle is found, and so is an end that is missing', async () => {
  await writeSealed(file, await makeLock({ recipient }), many(200_000), nothing);
  const whole = await readFile(file);
  const changed = Buffer.from(whole);
  const middle = Math.floor(whole.length / 2);
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  for (const bytes of [changed, whole.subarray(0, -20), whole.subarray(0, 65_536)]) {
    await writeFile(file, bytes);
    await expect(readAll()).rejects.toMatchObject({ reason: 'BackupInvalid' });
  }
});

test('the file of before stays, and nothing beside it, when lines or proof fail', async () => {
  await writeFile(file, 'before');
  const lock = await makeLock({ recipient });
  const broken = async function* () {
    yield 'one';
    throw new Error('the snapshot broke');
  };
  await expect(writeSealed(file, lock, broken(), nothing)).rejects.toThrow('the snapshot broke');
  const refuse = () => Promise.reject(new Error('not the same'));
  await expect(writeSealed(file, lock, many(3), refuse)).rejects.toThrow('not the same');
  expect(await readFile(file, 'utf8')).toBe('before');
  expect((await readdir(folder)).sort()).toEqual(['key.txt', 'sealed']);
});

test('a folder that is not there is told as such', async () => {
  const lock = await makeLock({ recipient });
  await expect(
    writeSealed(join(folder, 'no', 'sealed'), lock, many(1), nothing),
  ).rejects.toMatchObject({ reason: 'BackupUnwritable' });
});
