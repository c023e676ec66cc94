import { setTimeout as sleep } from 'node:timers/promises';
import { AgentPodError } from '../../core/model/errors.ts';
import type { ExecOptions, ExecResult } from '../../ports/container-runtime.ts';
import { captureOutput } from './captured-output.ts';
import { type Engine, enginePath } from './engine.ts';
import { toFailure } from './errors.ts';
import { joinTerminal } from './terminal.ts';

const DEFAULT_TIMEOUT_SECONDS = 60;

/**
 * Runs a command in a running container: captured with a deadline, or joined to the caller's
 * terminal without one. `ExecTimeout` (Transient) when the deadline passes; the Engine has no way
 * to kill the command then, so it may still run.
 */
export async function execInContainer(
  engine: Engine,
  container: string,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const { interactive } = options;
  const tty = interactive !== undefined && isTerminal(interactive);
  const id = await createExec(engine, container, argv, options, tty);
  if (interactive === undefined) return captured(engine, id, argv, options);
  await joinTerminal(engine, id, { ...interactive, tty });
  return { exitCode: await exitCodeOf(engine, id), stdout: '', stderr: '' };
}

function isTerminal({ stdin, stdout }: NonNullable<ExecOptions['interactive']>): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

async function createExec(
  engine: Engine,
  container: string,
  argv: readonly string[],
  options: ExecOptions,
  tty: boolean,
): Promise<string> {
  const { Id } = await engine.json<{ readonly Id: string }>({
    method: 'POST',
    path: enginePath('containers', container, 'exec'),
    body: {
      Cmd: argv,
      AttachStdin: options.interactive !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      Tty: tty,
      ...(options.user ? { User: options.user } : {}),
    },
    doing: `running ${argv[0] ?? 'a command'} in ${container}`,
  });
  return Id;
}

async function captured(
  engine: Engine,
  id: string,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const doing = `running ${argv[0] ?? 'a command'}`;
  const seconds = options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const path = enginePath('exec', id, 'start');
  const body = { Detach: false, Tty: false };
  const stream = await engine.stream({ method: 'POST', path, body, doing });
  const late = new AgentPodError(
    'Transient',
    'ExecTimeout',
    `${doing}: not done within ${seconds} s; it may still run in the container`,
  );
  const timer = setTimeout(() => stream.destroy(late), seconds * 1000);
  try {
    const output = await captureOutput(stream);
    return { exitCode: await exitCodeOf(engine, id), ...output };
  } catch (error) {
    throw toFailure(error, doing, engine.host.address);
  } finally {
    clearTimeout(timer);
  }
}

interface RawExec {
  readonly Running: boolean;
  readonly ExitCode: number | null;
}

/** The output may end a moment before the Engine has noted the exit. */
const EXIT_POLLS = 50;
const EXIT_POLL_MS = 20;

async function exitCodeOf(engine: Engine, id: string): Promise<number> {
  for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
    const { Running, ExitCode } = await engine.json<RawExec>({
      method: 'GET',
      path: enginePath('exec', id, 'json'),
      doing: 'reading the exit code of a command',
    });
    if (!Running && ExitCode !== null) return ExitCode;
    await sleep(EXIT_POLL_MS);
  }
  throw new AgentPodError(
    'Transient',
    'EngineError',
    'the Engine gave no exit code for a command whose output has ended',
  );
}
