import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execProvider } from './exec-provider.ts';

const ENV = {
  PATH: process.env['PATH'],
  HOME: '/home/somebody',
  OPENAI_API_KEY: 'sk-none-of-its-business',
  OP_SESSION: 'session',
};
const LIMITS = { timeoutMs: 700, maxBytes: 1024 };

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'agentpod-exec-')));
  script('op', 'echo "op $OP_SESSION$OPENAI_API_KEY"');
  script('count', 'echo x >> runs; wc -l < runs');
  script('half', 'printf s3cret-half; echo "cannot go on: s3cret-half" >&2; echo more >&2; exit 3');
  script('long', 'sleep 30 & echo $! > child; wait');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function script(name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function read(...command: string[]) {
  return execProvider(ENV, LIMITS)({ kind: 'exec', command, directory: folder });
}

async function value(...command: string[]): Promise<string> {
  return (await read(...command)).reveal();
}

describe('a secret that a program prints', () => {
  it('comes without one trailing newline', async () => {
    expect(await value('printf', 'a\\n\\n')).toBe('a\n');
  });

  it('is printed without a shell, in the folder of the manifest', async () => {
    expect(await value('echo', '$HOME; `id`')).toBe('$HOME; `id`');
    expect(await value('pwd')).toBe(folder);
  });

  it('is printed by a program that sees its own settings, not the secrets beside them', async () => {
    expect(await value('env')).not.toContain('sk-none-of-its-business');
    expect(await value('sh', '-c', 'echo $HOME')).toBe('/home/somebody');
    expect(await value('./op')).toBe('op session');
  });

  it('is asked for once in a while, and again at once after a failure', async () => {
    const provide = execProvider(ENV, LIMITS);
    const source = { kind: 'exec', command: ['./count'], directory: folder } as const;
    await Promise.all([provide(source), provide(source)]);
    expect((await provide(source)).reveal().trim()).toBe('1');
    const failing = { ...source, command: ['sh', '-c', 'echo y >> tries; wc -l < tries; exit 1'] };
    await expect(provide(failing)).rejects.toThrow();
    await expect(provide(failing)).rejects.toThrow();
    expect(await value('cat', 'tries')).toBe('y\ny');
  });

  it.each([
    [['./none'], 'the program ./none cannot be started: it does not exist'],
    [['true'], 'the program true printed nothing'],
    [['sh', '-c', 'exit 7'], 'the program sh ended with exit code 7'],
    [['sh', '-c', 'kill -TERM $$'], 'the program sh was ended by SIGTERM'],
    [['yes'], 'the program yes printed more than 1 KiB and was stopped'],
    [['printf', '\\377'], 'the output of the program printf is not UTF-8 text'],
    [['./half'], 'the program ./half ended with exit code 3: cannot go on: (redacted)'],
  ])('is missing after %j: %s', async (command, message) => {
    await expect(read(...command)).rejects.toMatchObject({ reason: 'SecretMissing', message });
  });

  it('is not waited for longer than the limit, and nothing stays behind', async () => {
    await expect(read('./long')).rejects.toMatchObject({
      message: 'the program ./long took longer than 0.7 s and was stopped',
    });
    const child = Number(await value('cat', 'child'));
    await expect.poll(() => isRunning(child)).toBe(false);
  });
});

/** A process that was ended but not yet collected counts as gone. */
async function isRunning(pid: number): Promise<boolean> {
  return /^[^Z]/.test(await value('ps', '-o', 'stat=', '-p', String(pid)).catch(() => ''));
}
