import { AgentPodError } from '../core/model/errors.ts';

/**
 * Ends in bounded time, whatever the work does: what takes longer fails with `TooSlow` (Transient). The
 * signal tells the work to give up; it aborts when the caller's does, too.
 */
export async function within<Result>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = outer === undefined ? timeout : AbortSignal.any([timeout, outer]);
  const cut = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(timeout.aborted ? tooSlow(milliseconds) : interrupted());
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
  return Promise.race([work(signal), cut]);
}

function tooSlow(milliseconds: number): AgentPodError {
  const message = `no end within ${milliseconds / 1000} s`;
  return new AgentPodError('Transient', 'TooSlow', message);
}

function interrupted(): AgentPodError {
  return new AgentPodError('Transient', 'Interrupted', 'interrupted');
}
