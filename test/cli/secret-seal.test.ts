import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';

const AGE = 'age1xcc45qlphwevaanlyewf3flxlnjff5jxm7j3zgeuky8hxyq55v4q5z9lcm';
let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await writeFile(join(cli.folder, 'a.env'), 'KEY=hunter2-canary\n');
  await chmod(join(cli.folder, 'a.env'), 0o640);
  return () => cli[Symbol.asyncDispose]();
});

const text = (name: string) => readFile(join(cli.folder, name), 'utf8');
const seal = (...args: readonly string[]) => cli.run(['secret', 'seal', 'a.env', ...args]);

test('a file is sealed in place, with the mode that it had', async () => {
  const result = await seal('--age', AGE);
  expect(result).toEqual({
    code: 0,
    stdout: '',
    stderr: `Encrypted 1 value in a.env for ${AGE}.\n`,
  });
  expect(await text('a.env')).toMatch(/^KEY=ENC\[/);
  expect((await stat(join(cli.folder, 'a.env'))).mode & 0o777).toBe(0o640);
});

test('or into another file, which must be of the same form', async () => {
  expect(await seal('--age', AGE, '-o', 'b.env')).toMatchObject({ code: 0 });
  expect(await text('a.env')).toBe('KEY=hunter2-canary\n');
  expect(await text('b.env')).not.toContain('hunter2');
  expect(await seal('--age', AGE, '-o', 'b.yaml')).toMatchObject({ code: 2 });
});

test('what cannot be sealed is left as it was, with nothing beside it', async () => {
  for (const args of [[], ['--age', 'nobody'], ['--age', AGE, '--encrypted-suffix', '_x']]) {
    const { code, stderr } = await seal(...args);
    expect(code, stderr).toBe(1);
  }
  const two = ['--age', AGE, '--encrypted-suffix', 'x', '--encrypted-regex', 'y'];
  expect(await seal(...two)).toMatchObject({ code: 2 });
  expect(await text('a.env')).toBe('KEY=hunter2-canary\n');
  expect(await readdir(cli.folder)).toEqual(['a.env']);
});
