import { AgentPodError } from '../../../core/model/errors.ts';
import { podViews } from '../../../core/views/pod-view.ts';
import { tenantViews } from '../../../core/views/tenant-view.ts';
import { takeLiveLooks } from '../../../engine/live-looks.ts';
import { observeSubjects } from '../../../engine/observe-subjects.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Named } from '../kinds.ts';
import { EMPTY_DESIRED } from './planning.ts';
import { type GoalState, goalState, type WaitGoal, type WaitSight } from './wait-goal.ts';

/** One list of each kind and one question to each agent: half a second later is early enough. */
const PAUSE_MS = 500;

export interface Waiting {
  readonly goal: WaitGoal;
  readonly subjects: readonly Named[];
  /** 0: one look. */
  readonly timeoutSeconds: number;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly signal: AbortSignal;
  readonly onMet: (subject: Named) => void;
  /** What a subject that is waited for looks like now. */
  readonly onSeen: (subject: Named, seen: string) => void;
}

/** Who looks, and by which clock. */
export interface WaitGround {
  readonly clock: Clock;
  readonly look: () => Promise<WaitSight>;
}

/**
 * Returns once each subject was seen as wished. Fails with `WaitTimedOut` (Waiting), with `NotFound`
 * (InvalidInput) when a subject is not there or goes away, and at once with whatever keeps the first
 * look from being taken; a later look that fails is tried again. Ends early when the signal aborts.
 */
export async function waitUntil(ground: WaitGround, waiting: Waiting): Promise<void> {
  const { clock } = ground;
  const deadline = clock.now().getTime() + waiting.timeoutSeconds * 1000;
  let left = waiting.subjects.map((subject) => ({ subject, seen: '' }));
  for (let first = true; !waiting.signal.aborted; first = false) {
    const sight = await ground.look().catch((error: unknown) => {
      if (first || !(error instanceof AgentPodError) || error.failure !== 'Transient') throw error;
      return error;
    });
    left = left.flatMap(({ subject }) => {
      const seen = sight instanceof Error ? sight.message : report(waiting, subject, sight);
      return seen === undefined ? [] : [{ subject, seen }];
    });
    if (left.length === 0) return;
    for (const { subject, seen } of left) waiting.onSeen(subject, seen);
    const rest = deadline - clock.now().getTime();
    if (rest <= 0) throw timedOut(left);
    await clock.sleep(Math.min(PAUSE_MS, rest), waiting.signal);
  }
}

/** Looks at this machine itself. */
export async function takeSight(workspace: Workspace, waiting: Waiting): Promise<WaitSight> {
  const observed = await observeSubjects(workspace);
  const live = await takeLiveLooks(workspace.runtime, {
    observed,
    about: (pod) => waiting.goal.kind === 'condition' && isMeant(waiting.subjects, pod),
    local: waiting.local,
    now: workspace.clock.now(),
  });
  return {
    pods: podViews(observed, EMPTY_DESIRED, { live }),
    tenants: tenantViews(observed, EMPTY_DESIRED, { live }),
  };
}

function isMeant(subjects: readonly Named[], pod: string): boolean {
  return subjects.some(({ kind, name }) =>
    kind === 'pod' ? pod === name : pod.startsWith(`${name}/`),
  );
}

/** What is still to be waited for, in words; undefined once the subject is as wished. */
function report(waiting: Waiting, subject: Named, sight: WaitSight): string | undefined {
  const state: GoalState = goalState(waiting.goal, subject, sight);
  if (state.kind === 'unmet') return state.seen;
  if (state.kind === 'absent') throw absent(subject, sight);
  waiting.onMet(subject);
  return undefined;
}

/** Never returns: the subject is not among those that are there. */
function absent({ kind, name }: Named, { pods, tenants }: WaitSight): unknown {
  const names = kind === 'pod' ? pods.map(({ key }) => key) : tenants.map((item) => item.name);
  return requireFound(kind, name, names, (item) => item);
}

function timedOut(
  left: readonly { readonly subject: Named; readonly seen: string }[],
): AgentPodError {
  const lines = left.map(({ subject: { kind, name }, seen }) => `${kind} ${name}: ${seen}`);
  const [only = ''] = lines;
  const message =
    lines.length === 1
      ? `timed out waiting for ${only}`
      : `timed out waiting for\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return new AgentPodError('Waiting', 'WaitTimedOut', message, {
    hint: 'allow more time with --timeout, or see agentpod describe and agentpod logs',
  });
}
