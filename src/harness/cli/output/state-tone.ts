import type { PodStateWord } from '../../../core/views/pod-state.ts';
import type { Tone } from './palette.ts';

export const STATE_TONE: Readonly<Record<PodStateWord, Tone>> = {
  Running: 'good',
  Starting: 'warn',
  NotReady: 'warn',
  Restarting: 'bad',
  Paused: 'warn',
  Stopped: 'bad',
  Crashed: 'bad',
  OutOfMemory: 'bad',
  CrashLoopBackOff: 'bad',
  Suspended: 'muted',
  Missing: 'bad',
  Pending: 'muted',
  Unrecorded: 'warn',
  Removing: 'warn',
};
