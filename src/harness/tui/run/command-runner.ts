import { PassThrough, Writable } from 'node:stream';
import { runCli } from '../../cli/cli.ts';
import type { CliContext } from '../../cli/context.ts';

/** What a command printed, with colours, and whether it did what it should. */
export interface Printed {
  readonly code: number;
  readonly text: string;
}

/** Runs a command line of our own in this process, without a terminal; nothing can be asked. */
export async function runCaptured(
  context: CliContext,
  argv: readonly string[],
  columns: number,
): Promise<Printed> {
  const output = new Captured();
  const stdin = new PassThrough();
  stdin.end();
  const code = await runCli(argv, {
    ...context,
    env: { ...context.env, FORCE_COLOR: '1', NO_COLOR: '' },
    stdin,
    stdout: output,
    stderr: output,
    terminal: { stdin: false, stdout: true, stderr: false, columns: () => columns },
  });
  return { code, text: output.text };
}

/** Both streams in the order in which they came. */
class Captured extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
