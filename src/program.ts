import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { runCli } from './harness/cli/cli.ts';
import type { CliContext, Interrupts, StopSignal } from './harness/cli/context.ts';
import { EXIT } from './harness/cli/exit-codes.ts';
import { renderFailure } from './harness/cli/failure.ts';
import { plain } from './harness/cli/output/palette.ts';
import { packageRoot } from './services/package-root.ts';

const PACKAGE_ROOT = pathToFileURL(`${packageRoot()}/`);
/** What a shell reports for a process that wrote into a closed pipe. */
const BROKEN_PIPE = 141;

const interrupts: Interrupts = {
  subscribe: (listener) => {
    const onSignal = (signal: StopSignal): void => listener(signal);
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    return () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  },
  exit: (code) => process.exit(code),
};

function makeContext(): CliContext {
  return {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    colorDepth: 1,
    cwd: process.cwd(),
    home: homedir(),
    uid: process.getuid?.() ?? -1,
    terminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
      // A terminal that does not know its size says 0.
      columns: () => process.stdout.columns || process.stderr.columns || undefined,
    },
    clock: { now: () => new Date() },
    interrupts,
    version: readVersion(),
    packageRoot: PACKAGE_ROOT,
    connect: async (config) => (await import('./app.ts')).createServices(config, process.env),
  };
}

function readVersion(): string {
  const text = readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The reader of a pipe may leave early (`| head`): that is no failure worth a message. */
function quietOnBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  });
}

/** Joins the command line with this process, and leaves the right exit code in it. */
export async function runProgram(): Promise<void> {
  quietOnBrokenPipe(process.stdout);
  quietOnBrokenPipe(process.stderr);
  try {
    process.exitCode = await runCli(process.argv.slice(2), makeContext());
  } catch (error) {
    const debug = process.env['AGENTPOD_DEBUG'] === '1';
    process.stderr.write(renderFailure(error, { paint: plain, debug }));
    const compares = ['diff', 'drift'].includes(process.argv[2] ?? '');
    process.exitCode = compares ? EXIT.cannotCompare : EXIT.failed;
  }
}
