import process from 'node:process';
import { render } from 'ink';
import type { CliContext, StopSignal } from '../../cli/context.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { App } from '../app.tsx';
import type { Size } from '../state/top-state.ts';
import type { Theme } from '../view/theme.ts';
import type { Leave } from './effects.ts';
import type { TopStore } from './store.ts';
import { guardTerminal } from './terminal-guard.ts';

export interface ScreenParts {
  readonly context: CliContext;
  readonly store: TopStore;
  readonly theme: Theme;
}

/** Above what a keyboard repeats; the store holds back what is no key. */
const MOST_FRAMES = 60;

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
  const onResize = (): void => store.resize(screenSize(context));
  const onFault = (error: unknown): void => resolve({ kind: 'failed', error });
  // Stopped from outside, the shell has drawn over us.
  const onContinue = (): void => resolve({ kind: 'redraw' });
  stdout.on('resize', onResize);
  process.on('uncaughtException', onFault).on('SIGCONT', onContinue);
  const app = render(<App store={store} theme={theme} />, {
    stdin: stdin as NodeJS.ReadStream,
    stdout: stdout as NodeJS.WriteStream,
    stderr: stderr as NodeJS.WriteStream,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    interactive: true,
    maxFps: MOST_FRAMES,
  });
  app.waitUntilExit().catch(onFault);
  onResize();
  try {
    return await promise;
  } finally {
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
