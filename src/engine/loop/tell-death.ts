import { type PodKey, podSubject } from '../../core/model/resource.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import type { OnLoopEvent } from './loop-event.ts';

/**
 * Tells of processes that end by themselves. Whoever stops, restarts or removes a container has the Engine
 * send it a signal first, and the Engine tells that as `kill`.
 */
export class DeathTeller {
  readonly #tell: OnLoopEvent;
  readonly #signalled = new Set<PodKey>();

  constructor(tell: OnLoopEvent) {
    this.#tell = tell;
  }

  notice(event: RuntimeEvent): void {
    if (event.kind !== 'container') return;
    const { pod, action } = event;
    if (action === 'kill') this.#signalled.add(pod);
    // A signal that ended nothing says nothing about the next process.
    if (action === 'start') this.#signalled.delete(pod);
    if (action !== 'die' || this.#signalled.delete(pod)) return;
    this.#tell({ kind: 'died', subject: podSubject(pod) });
  }
}
