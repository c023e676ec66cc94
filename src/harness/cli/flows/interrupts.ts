import { AgentPodError } from '../../../core/model/errors.ts';
import type { CliContext, StopSignal } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

/** The first signal ends the work gently, the second one at once. */
export interface InterruptWatch {
  readonly signal: AbortSignal;
  /** Exit code of the signal that came; undefined when none did. */
  code(): number | undefined;
  stop(): void;
}

export function watchInterrupts(context: CliContext, say: (text: string) => void): InterruptWatch {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = context.interrupts.subscribe((signal) => {
    if (code !== undefined) {
      context.interrupts.exit(codeOf(signal));
      return;
    }
    code = codeOf(signal);
    say('\nStopping: running steps are finished or undone. Press Ctrl-C again to quit at once.');
    controller.abort();
  });
  return { signal: controller.signal, code: () => code, stop };
}

/** For a command that only looks: any signal ends what it waits for, and nothing has to be undone. */
export function abortOnInterrupt({ interrupts }: Pick<CliContext, 'interrupts'>): InterruptWatch {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = interrupts.subscribe((signal) => {
    code = codeOf(signal);
    controller.abort();
  });
  return { signal: controller.signal, code: () => code, stop };
}

/** What a command that has nothing to report fails with; its exit code is the signal's. */
export function interrupted(code: number): AgentPodError {
  const reason = code === EXIT.terminated ? 'Terminated' : 'Interrupted';
  return new AgentPodError('Transient', reason, 'stopped before it was done');
}

function codeOf(signal: StopSignal): number {
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
