import { PassThrough } from 'node:stream';
import { createServices } from '../../../src/app.ts';
import { runCli } from '../../../src/harness/cli/cli.ts';
import type { CliContext, CliServices } from '../../../src/harness/cli/context.ts';

/** How one command line came out. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Env = Readonly<Record<string, string>>;

/** Puts something of the test's in the place of a real service. */
export type Services = (real: CliServices) => CliServices;

interface How {
  readonly cwd: string;
  readonly env: Env;
  readonly services?: Services;
}

/** Runs a command line in this process, with the real services: no start of Node each time. */
export async function runInProcess(
  argv: readonly string[],
  { cwd, env, services = (real) => real }: How,
): Promise<Ran> {
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  stdin.end();
  const stdout = capture();
  const stderr = capture();
  const context: CliContext = {
    env: { ...env },
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    colorDepth: 1,
    cwd,
    home: cwd,
    uid: process.getuid?.() ?? -1,
    terminal: { stdin: false, stdout: false, stderr: false, columns: () => undefined },
    clock: { now: () => new Date() },
    interrupts: { subscribe: () => () => undefined, exit: () => undefined },
    version: '0.0.0-test',
    packageRoot: new URL('../../../', import.meta.url),
    connect: async (config) => services(createServices(config, env)),
  };
  const exitCode = await runCli(argv, context);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function capture() {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
