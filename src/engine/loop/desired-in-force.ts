import type { DesiredState } from '../../core/model/desired.ts';
import type { LoopEvent } from './loop-event.ts';

/** What the manifests in force ask for, out of what the loop tells; undefined where nobody leads. */
export function nextDesired(
  before: DesiredState | undefined,
  event: LoopEvent,
): DesiredState | undefined {
  switch (event.kind) {
    case 'loaded':
      return event.desired;
    case 'standby':
    case 'leading':
    case 'state-lost':
      return undefined;
    default:
      return before;
  }
}
