import process from 'node:process';
import { render } from 'ink';
import type { CliContext, StopSignal } from '../../cli/context.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import type { Size } from '../state/top-state.ts';
import { frame } from '../view/frame.ts';
import { paintLine, type Theme } from '../view/theme.ts';
import type { Leave } from './effects.ts';
import { Keyboard } from './keyboard.tsx';
import { LineScreen } from './line-screen.ts';
import type { TopStore } from './store.ts';
import { guardTerminal } from './terminal-guard.ts';

export interface ScreenParts {
  readonly context: CliContext;
  readonly store: TopStore;
  readonly theme: Theme;
}

/** The other screen, until somebody leaves it: then the terminal is as before. */
export async function onScreen(
  { context, store, theme }: ScreenParts,
  listen: (leave: (why: Leave) => void) => void,
): Promise<Leave> {
  const { stdin, stdout, stderr } = context;
  const { promise, resolve } = Promise.withResolvers<Leave>();
  listen(resolve);
  const unguard = guardTerminal(stdout, stdin);
  const unsubscribe = context.interrupts.subscribe((signal) =>
    resolve({ kind: 'quit', code: codeOf(signal) }),
  );
  const screen = new LineScreen(stdout);
  const draw = (): void => {
    const { glyphs } = theme;
    screen.draw(frame(store.shown(), glyphs).map((line) => paintLine(line, theme)));
  };
  const onResize = (): void => {
    screen.forget();
    store.resize(screenSize(context));
    draw();
  };
  const onFault = (error: unknown): void => resolve({ kind: 'failed', error });
  // Stopped from outside, the shell has drawn over us.
  const onContinue = (): void => resolve({ kind: 'redraw' });
  process.on('uncaughtException', onFault).on('SIGCONT', onContinue);
  const app = render(<Keyboard onKeys={(keys) => store.press(keys)} />, {
    stdin: stdin as NodeJS.ReadStream,
    stdout: stdout as NodeJS.WriteStream,
    stderr: stderr as NodeJS.WriteStream,
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
  });
  app.waitUntilExit().catch(onFault);
  // Behind Ink's own, which may wipe what it takes for its rows.
  stdout.on('resize', onResize);
  const stopDrawing = store.subscribe(draw);
  onResize();
  try {
    return await promise;
  } finally {
    stopDrawing();
    screen.end();
    app.unmount();
    await app.waitUntilExit().catch(() => undefined);
    app.cleanup();
    stdout.off('resize', onResize);
    process.off('uncaughtException', onFault).off('SIGCONT', onContinue);
    unsubscribe();
    unguard();
  }
}

export function screenSize({ stdout }: Pick<CliContext, 'stdout'>): Size {
  const { columns, rows } = stdout as Partial<NodeJS.WriteStream>;
  // A terminal that does not know its size says 0.
  return { columns: columns || 80, rows: rows || 24 };
}

function codeOf(signal: StopSignal): number {
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
