import { backoffMs } from '../../core/loop/backoff.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import type { OnLoopEvent } from './loop-event.ts';

export interface EventWatch {
  readonly runtime: Pick<ContainerRuntime, 'events'>;
  readonly instance: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
  readonly onEvent: (event: RuntimeEvent) => void;
}

/** Hands on what the Engine tells, and connects again for as long as it takes. */
export async function watchEvents(watch: EventWatch, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let message = 'the Engine ended the stream of events';
    try {
      for await (const event of watch.runtime.events(watch.instance, signal)) {
        failures = 0;
        if (event.kind === 'connected') watch.onLoopEvent({ kind: 'engine-connected' });
        watch.onEvent(event);
      }
    } catch (error) {
      message = messageOf(error);
    }
    if (signal.aborted) return;
    failures += 1;
    if (failures === 1) watch.onLoopEvent({ kind: 'engine-lost', message });
    await watch.clock.sleep(backoffMs(failures, watch.random()) / 4, signal);
  }
}
