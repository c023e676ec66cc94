import { type ChildProcess, spawn } from 'node:child_process';
import { reasonOf } from '../source/system-error.ts';

/** Runs one program to its end within limits, and everything that it started with it. */

export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RunResult {
  readonly end: 'exit' | 'signal' | 'timeout' | 'too-much' | 'not-started';
  readonly code: number;
  /** The signal, or why it was not started. */
  readonly reason: string;
  readonly stdout: Buffer;
  /** Its beginning. */
  readonly stderr: Buffer;
}

const STDERR_BYTES = 4096;

export function runProgram(
  { program, args, directory, env }: Program,
  { timeoutMs, maxBytes }: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: directory,
      env,
      // Of its own group, so that what it started can be ended with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    const settle = (result: Partial<RunResult> & Pick<RunResult, 'end'>): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      const output = { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
      resolve({ code: 0, reason: '', ...output, ...result });
    };
    const stop = (end: 'timeout' | 'too-much'): void => {
      killGroup(child);
      settle({ end });
    };
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) stop('too-much');
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (Buffer.concat(stderr).length < STDERR_BYTES) stderr.push(chunk);
    });
    child.on('error', (error) => settle({ end: 'not-started', reason: reasonOf(error) }));
    child.on('close', (code, signal) =>
      settle(signal ? { end: 'signal', reason: signal } : { end: 'exit', code: code ?? 0 }),
    );
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
