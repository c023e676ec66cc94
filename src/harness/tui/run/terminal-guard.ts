import process from 'node:process';

/** Rows that break, the other screen off, the cursor on, the keyboard's protocol and colours as they were. */
const RESTORE = '\u001b[?7h\u001b[?1049l\u001b[?25h\u001b[?2004l\u001b[0m';

/**
 * Gives the terminal back when the process ends in a way that nobody waited for: the screen
 * library does so on its own paths only. Returns what ends the guard.
 */
export function guardTerminal(
  stdout: NodeJS.WritableStream,
  stdin: NodeJS.ReadableStream,
): () => void {
  const onExit = (): void => {
    if ('setRawMode' in stdin && typeof stdin.setRawMode === 'function') stdin.setRawMode(false);
    stdout.write(RESTORE);
  };
  process.once('exit', onExit);
  return () => process.off('exit', onExit);
}
