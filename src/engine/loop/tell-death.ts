import { podSubject, type Subject } from '../../core/model/resource.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import type { OnLoopEvent } from './loop-event.ts';

/** A pass ends processes itself; any other end is news. */
export function tellDeath(
  event: RuntimeEvent,
  isRunning: (subject: Subject) => boolean,
  tell: OnLoopEvent,
): void {
  if (event.kind !== 'container' || event.action !== 'die') return;
  const subject = podSubject(event.pod);
  if (!isRunning(subject)) tell({ kind: 'died', subject });
}
