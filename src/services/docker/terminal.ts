import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Engine, enginePath } from './engine.ts';
import { toFailure } from './errors.ts';
import { readFrames } from './frames.ts';

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Both ends are terminals: keys go through raw and the window's size is passed on. */
  readonly tty: boolean;
}

/** Joins an exec to the caller's terminal until the command ends; then leaves it as it was. */
export async function joinTerminal(engine: Engine, id: string, terminal: Terminal): Promise<void> {
  const doing = 'joining the terminal';
  const socket = await engine.hijack({
    method: 'POST',
    path: enginePath('exec', id, 'start'),
    body: { Detach: false, Tty: terminal.tty },
    doing,
  });
  const leave = terminal.tty ? enterRawMode(engine, id, terminal) : () => undefined;
  terminal.stdin.pipe(socket);
  try {
    await copyOutput(socket, terminal);
  } catch (error) {
    throw toFailure(error, doing, engine.host.address);
  } finally {
    terminal.stdin.unpipe(socket);
    // A stdin that still waits for a key would keep the process alive.
    terminal.stdin.pause();
    leave();
    socket.destroy();
  }
}

async function copyOutput(socket: Duplex, { stdout, tty }: Terminal): Promise<void> {
  if (tty) {
    socket.pipe(stdout, { end: false });
    await finished(socket, { writable: false });
    return;
  }
  for await (const { data } of readFrames(socket, true)) stdout.write(data);
}

/** Returns what undoes it. */
function enterRawMode(engine: Engine, id: string, { stdin, stdout }: Terminal): () => void {
  const wasRaw = stdin.isRaw === true;
  const resize = (): void => {
    const size = { h: stdout.rows, w: stdout.columns };
    // A size that does not arrive makes lines wrap oddly and is no reason to end the session.
    engine
      .json({
        method: 'POST',
        path: enginePath('exec', id, 'resize'),
        query: size,
        doing: 'passing the window size on',
      })
      .catch(() => undefined);
  };
  stdin.setRawMode(true);
  stdout.on('resize', resize);
  resize();
  return () => {
    stdout.off('resize', resize);
    stdin.setRawMode(wasRaw);
  };
}
