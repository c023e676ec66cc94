import { backoffMs } from '../../core/loop/backoff.ts';
import { AgentPodError, isFailure } from '../../core/model/errors.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WatchedSource } from '../../ports/watched-source.ts';
import type { HeldLock } from '../../ports/writer-lock.ts';
import { type Alerting, Alerts } from '../alerts/alerting.ts';
import type { OpenWorkspace, Workspace } from '../workspace.ts';
import { ControlLoop } from './control-loop.ts';
import { ledLock } from './led-lock.ts';
import type { LookRequests } from './look-requests.ts';
import type { OnLoopEvent } from './loop-event.ts';
import type { LoopSettings, Stops } from './loop-parts.ts';
import { SourceNotes } from './note-sources.ts';
import { TroubleRecorder } from './record-trouble.ts';

export interface ServeParts {
  readonly openWorkspace: OpenWorkspace;
  readonly sources: readonly WatchedSource[];
  readonly settings: LoopSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
  readonly requests?: LookRequests;
  /** Absent: trouble is only logged. */
  readonly alerting?: Alerting;
}

/** The longest that a state which is back goes unseen: nobody is healed until then. */
const STATE_RETRY_MS = 5000;
/** How often a leader makes sure that it still is one. */
const CHECK_MS = 1000;

/**
 * Leads, or stands by until it may. A state that goes away is waited for: pods run on meanwhile.
 * Rejects only for what waiting cannot mend, such as a wrong master key.
 */
export async function serve(parts: ServeParts, stops: Stops): Promise<void> {
  let failures = 0;
  let told = '';
  while (!stops.drain.aborted) {
    try {
      await serveOnce(parts, stops, {
        onOpen: () => {
          told = '';
        },
        onLead: () => {
          failures = 0;
        },
      });
    } catch (error) {
      if (stops.drain.aborted) return;
      if (error instanceof AgentPodError && error.failure === 'InvalidInput') throw error;
      failures += 1;
      const message = messageOf(error);
      // The same again is no news.
      if (message !== told) parts.onLoopEvent({ kind: 'state-lost', message });
      told = message;
      const wait = Math.min(backoffMs(failures, parts.random()), STATE_RETRY_MS);
      await parts.clock.sleep(wait, stops.drain);
    }
  }
}

interface Milestones {
  readonly onOpen: () => void;
  readonly onLead: () => void;
}

async function serveOnce(
  parts: ServeParts,
  stops: Stops,
  { onOpen, onLead }: Milestones,
): Promise<void> {
  const workspace = await parts.openWorkspace({ readOnly: false, command: 'serve' });
  onOpen();
  try {
    const leadership = await becomeLeader(parts, workspace, stops.drain);
    if (leadership === undefined) return;
    onLead();
    try {
      await lead(parts, workspace, leadership, stops);
    } finally {
      await leadership.release();
    }
  } finally {
    await workspace.close();
  }
}

/** Undefined when it was told to stop before its turn came. */
async function becomeLeader(
  { onLoopEvent }: ServeParts,
  { leadership }: Workspace,
  signal: AbortSignal,
): Promise<HeldLock | undefined> {
  try {
    return await leadership.acquire({
      command: 'serve',
      timeoutSeconds: Number.POSITIVE_INFINITY,
      onWait: (holder) => onLoopEvent({ kind: 'standby', holder }),
      signal,
    });
  } catch (error) {
    if (isFailure(error, 'Interrupted')) return undefined;
    throw error;
  }
}

async function lead(
  parts: ServeParts,
  workspace: Workspace,
  leadership: HeldLock,
  stops: Stops,
): Promise<void> {
  const { sources, settings, clock, random, requests } = parts;
  const { alerting, onLoopEvent: tell } = parts;
  const alerts = alerting && new Alerts(alerting, { workspace, random, onLoopEvent: tell });
  const recorder = new TroubleRecorder(workspace.store, clock, settings.actor);
  const notes = new SourceNotes(workspace.store, clock, sources);
  const onLoopEvent: OnLoopEvent = (event) => {
    notes.take(event);
    parts.onLoopEvent(event);
    recorder.take(event);
    alerts?.take(event);
  };
  onLoopEvent({ kind: 'leading' });
  const over = new AbortController();
  const drain = AbortSignal.any([stops.drain, over.signal]);
  const lock = ledLock(workspace.lock, leadership);
  const led = { ...workspace, lock };
  const asked = requests === undefined ? {} : { requests };
  const loop = new ControlLoop({
    workspace: led,
    sources,
    settings,
    random,
    onLoopEvent,
    ...asked,
  });
  // Who waits for a slow pod must not keep all others from being healed for as long as that takes.
  const now = AbortSignal.any([stops.now, over.signal]);
  // Also while it drains: another server may be waiting for what it holds.
  const ended = new AbortController();
  const watching = untilLost(leadership, clock, ended.signal).catch((error: unknown) => {
    over.abort();
    throw error;
  });
  // The loop ends first; what ended it is told afterwards.
  watching.catch(() => undefined);
  const alerted = alerts?.run(drain);
  await loop.run({ drain, now }).finally(() => ended.abort());
  await recorder.settled();
  await alerted;
  await watching;
}

/** Rejects as soon as another server may lead. */
async function untilLost(leadership: HeldLock, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(CHECK_MS, signal);
    if (!signal.aborted) await leadership.check();
  }
}
