import type { CliContext, StopSignal } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output/output.ts';

/** The first signal ends the work gently, the second one at once. */
export interface InterruptWatch {
  readonly signal: AbortSignal;
  /** Exit code of the signal that came; undefined when none did. */
  code(): number | undefined;
  stop(): void;
}

export function watchInterrupts(context: CliContext, out: Output): InterruptWatch {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = context.interrupts.subscribe((signal) => {
    if (code !== undefined) {
      context.interrupts.exit(codeOf(signal));
      return;
    }
    code = codeOf(signal);
    out.error(
      '\nStopping: running steps are finished or undone. Press Ctrl-C again to quit at once.\n',
    );
    controller.abort();
  });
  return { signal: controller.signal, code: () => code, stop };
}

function codeOf(signal: StopSignal): number {
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
