import { AgentPodError } from '../core/model/errors.ts';
import type { Action, Operation, SubjectPlan, Verdict } from '../core/model/operation.ts';
import { messageOf } from '../core/status/message.ts';
import type { RouteFinding } from '../core/status/pod-conditions.ts';
import { redact } from '../core/status/redact.ts';
import type { ApplyOptions, Outcome, SubjectResult } from './apply-result.ts';
import type { Gates } from './gates.ts';
import { lostLock, undo } from './go-back.ts';
import { knownSecrets } from './known-secrets.ts';
import { perform } from './operations.ts';
import { isEndedBy } from './pod-sight.ts';
import type { Tenure } from './tenure.ts';
import { verifyRoute } from './verify-route.ts';
import { MOVED, type Stop, waitTurn } from './wait-turn.ts';
import type { Workspace } from './workspace.ts';

export interface SubjectRun {
  readonly subject: SubjectPlan;
  readonly operations: readonly Operation[];
  readonly workspace: Workspace;
  readonly gates: Gates;
  readonly tenure: Tenure;
  readonly options: ApplyOptions;
}

const SUCCESS: Readonly<Record<Verdict, Outcome>> = {
  create: 'created',
  update: 'updated',
  heal: 'healed',
  delete: 'deleted',
  unchanged: 'unchanged',
  blocked: 'blocked',
};

/** Runs one subject's operations one after the other; never rejects. */
export async function runSubject(run: SubjectRun): Promise<SubjectResult> {
  const started = run.workspace.clock.now().getTime();
  let touched = false;
  let joined = false;
  let route: RouteFinding | undefined;
  const end = (outcome: Outcome, message = '', why: Stop['why'] = {}): SubjectResult => ({
    subject: run.subject.subject,
    outcome,
    message,
    seconds: (run.workspace.clock.now().getTime() - started) / 1000,
    touched,
    ...why,
    ...(joined ? { joined } : {}),
    ...(route === undefined ? {} : { route }),
  });
  const { verdict, cause, reason } = run.subject;
  if (verdict === 'blocked') return end('blocked', cause, reason === undefined ? {} : { reason });
  try {
    const before = await begin(run);
    if (before !== undefined) return end(before.outcome, before.message, before.why);
    for (const [index, operation] of run.operations.entries()) {
      const stopped = await step(run, operation, run.operations[index - 1], (finding) => {
        route = finding;
      });
      touched ||= touches(operation);
      if (stopped === 'joined') joined = true;
      else if (stopped !== undefined) return end(stopped.outcome, stopped.message, stopped.why);
    }
    return end(SUCCESS[verdict]);
  } catch (error) {
    return end('interrupted', messageOf(error));
  } finally {
    // Whatever was not reached will not happen: nobody may wait for it.
    for (const { id } of run.operations) run.gates.open(id, false);
  }
}

/** Why there is nothing left to begin: somebody else was at the pod while it waited in line. */
async function begin({
  tenure,
  operations,
  gates,
  subject,
}: SubjectRun): Promise<Stop | undefined> {
  const moved = await tenure.begin();
  if (moved === undefined) return undefined;
  if (!isEndedBy(operations, moved)) return { outcome: 'superseded', message: MOVED };
  for (const { id } of operations) gates.open(id, true);
  return { outcome: SUCCESS[subject.verdict], message: '', why: { joined: true } };
}

/** Making a new generation beside the one that runs disturbs nobody. */
function touches({ action, impact }: Operation): boolean {
  const felt = ['container.start', 'container.stop', 'container.remove'];
  return felt.includes(action.kind) || impact === 'hot';
}

async function step(
  run: SubjectRun,
  operation: Operation,
  previous: Operation | undefined,
  onRoute: (finding: RouteFinding) => void,
): Promise<Stop | 'joined' | undefined> {
  const { gates, options, workspace } = run;
  if (options.signal?.aborted) return interrupted(run, previous);
  if (!(await gates.passed(operation.after))) {
    if (operation.bestEffort) return skipped(run, operation, onRoute);
    return { outcome: 'failed', message: 'not done, since what it builds on failed' };
  }
  const lost = await lostLock(run);
  if (lost !== undefined) return { outcome: 'interrupted', message: lost };
  const began = workspace.clock.now().getTime();
  options.onEvent?.({ kind: 'started', operation });
  let joined: 'joined' | undefined;
  try {
    const stopped = await act(run, operation, onRoute);
    if (stopped !== undefined && stopped !== 'joined') return stopped;
    joined = stopped;
  } catch (error) {
    return failed(run, operation, error);
  }
  gates.open(operation.id, true);
  options.onEvent?.({
    kind: 'done',
    operation,
    seconds: (workspace.clock.now().getTime() - began) / 1000,
  });
  return joined;
}

async function act(
  run: SubjectRun,
  operation: Operation,
  onRoute: (finding: RouteFinding) => void,
): Promise<Stop | 'joined' | undefined> {
  const { options, workspace } = run;
  const { action } = operation;
  const { timeoutSeconds } = options;
  const onProgress = (message: string): void =>
    options.onEvent?.({ kind: 'progress', operation, message });
  switch (action.kind) {
    case 'route.verify':
      return waitTurn(run, operation, () => findRoute(run, action, onRoute));
    case 'container.await-ready':
      if (!options.wait) return undefined;
      return waitTurn(run, operation, (signal, look) => {
        const onLook = (message: string): void => {
          look();
          onProgress(message);
        };
        return perform(workspace, action, { timeoutSeconds, signal, onProgress: onLook });
      });
    default:
      await perform(workspace, action, { timeoutSeconds, signal: options.signal, onProgress });
      return undefined;
  }
}

/** Nothing that matters is lost by leaving it out. */
function skipped(
  { gates, options }: SubjectRun,
  operation: Operation,
  onRoute: (finding: RouteFinding) => void,
): undefined {
  const message = 'not done, since what it builds on failed';
  if (operation.action.kind === 'route.verify') {
    onRoute({ ready: false, reason: 'ProxyNotReady', message: 'the reverse proxy is not ready' });
  }
  gates.open(operation.id, true);
  options.onEvent?.({ kind: 'failed', operation, message });
}

async function findRoute(
  { workspace, options }: SubjectRun,
  action: Extract<Action, { kind: 'route.verify' }>,
  onRoute: (finding: RouteFinding) => void,
): Promise<void> {
  const finding = await verifyRoute(workspace, action, options.signal);
  onRoute(finding);
  if (!finding.ready) throw new AgentPodError('Waiting', finding.reason, finding.message);
}

/** The step before may have left the pod between two states: its undo is what brings it back. */
async function interrupted(run: SubjectRun, previous: Operation | undefined): Promise<Stop> {
  const undone = previous === undefined ? undefined : await undo(run, previous, undefined);
  return {
    outcome: 'interrupted',
    message: undone ?? 'stopped before it was done; apply again to go on',
  };
}

async function failed(
  run: SubjectRun,
  operation: Operation,
  error: unknown,
): Promise<Stop | undefined> {
  const text = redact(messageOf(error), await knownSecrets(run.workspace, run.operations));
  run.options.onEvent?.({ kind: 'failed', operation, message: text });
  if (operation.bestEffort) {
    run.gates.open(operation.id, true);
    return undefined;
  }
  const broken = await undo(run, operation, error);
  const message = broken === undefined ? text : `${text}\nand going back failed too: ${broken}`;
  const why: Stop['why'] =
    error instanceof AgentPodError
      ? { failure: error.failure, reason: error.reason }
      : { failure: 'Transient' };
  return { outcome: outcomeOf(operation, error, broken), message, why };
}

function outcomeOf(operation: Operation, error: unknown, broken: string | undefined): Outcome {
  const reason = error instanceof AgentPodError ? error.reason : '';
  const cameBack =
    operation.undo?.some((action) => action.kind === 'container.await-ready') === true;
  if (reason === 'Interrupted') return 'interrupted';
  if (cameBack && broken === undefined) return 'rolled-back';
  return reason === 'NotReady' ? 'timed-out' : 'failed';
}
