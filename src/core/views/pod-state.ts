import type { ObservedContainer, PodRecord } from '../model/observed.ts';
import { isInCrashLoop } from '../status/down-conditions.ts';
import type { LiveLook } from './live-look.ts';

/** A pod's state in one word, from the live container, its agent's answer and the record. */
export type PodStateWord =
  | 'Running'
  | 'Starting'
  | 'NotReady'
  | 'Restarting'
  | 'Paused'
  | 'Stopped'
  | 'Crashed'
  | 'OutOfMemory'
  /** Down, or not up for long, and so again and again. */
  | 'CrashLoopBackOff'
  | 'Suspended'
  | 'Missing'
  | 'Pending'
  | 'Unrecorded'
  | 'Removing';

export function podState(
  record: PodRecord | undefined,
  container: ObservedContainer | undefined,
  look: LiveLook | undefined,
): PodStateWord {
  if (container === undefined) return stateWithoutContainer(record);
  const word = wordOf(record, container, look);
  const loops = record !== undefined && isInCrashLoop(record.conditions);
  return loops && DOWN.has(word) ? 'CrashLoopBackOff' : word;
}

const DOWN: ReadonlySet<PodStateWord> = new Set([
  'Starting',
  'NotReady',
  'Restarting',
  'Stopped',
  'Crashed',
  'OutOfMemory',
]);

function wordOf(
  record: PodRecord | undefined,
  container: ObservedContainer,
  look: LiveLook | undefined,
): PodStateWord {
  switch (container.state) {
    case 'running':
      return record === undefined ? 'Unrecorded' : runningState(record, look);
    case 'restarting':
      return 'Restarting';
    case 'paused':
      return 'Paused';
    case 'removing':
      return 'Removing';
    case 'created':
      return 'Starting';
    default:
      return record?.applied?.suspended ? 'Suspended' : endedState(container);
  }
}

function stateWithoutContainer(record: PodRecord | undefined): PodStateWord {
  if (record?.applied === undefined) return 'Pending';
  return record.applied.suspended ? 'Suspended' : 'Missing';
}

function runningState(record: PodRecord, look: LiveLook | undefined): PodStateWord {
  if (look?.probed !== undefined) {
    if (look.probed.ready) return 'Running';
    return look.starting ? 'Starting' : 'NotReady';
  }
  const status = (type: string) => record.conditions.find((item) => item.type === type)?.status;
  if (status('Ready') === 'True') return 'Running';
  if (status('Stalled') === 'True') return 'NotReady';
  return status('Ready') === 'False' && status('Reconciling') !== 'True' ? 'NotReady' : 'Starting';
}

function endedState({ detail }: ObservedContainer): PodStateWord {
  if (detail?.oomKilled) return 'OutOfMemory';
  return detail !== undefined && detail.exitCode !== 0 ? 'Crashed' : 'Stopped';
}
