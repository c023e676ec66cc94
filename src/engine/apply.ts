import type { Operation, Plan } from '../core/model/operation.ts';
import { parsePodKey, type Subject } from '../core/model/resource.ts';
import type { ApplyOptions, ApplyResult, SubjectResult } from './apply-result.ts';
import { checkSecrets } from './check-secrets.ts';
import { Gates } from './gates.ts';
import { Places, placeKind } from './places.ts';
import { type Look, lookAtAll } from './pod-sight.ts';
import { rememberEndings } from './remember.ts';
import { runSubject, type SubjectRun } from './run-subject.ts';
import { Tenure } from './tenure.ts';
import type { Workspace } from './workspace.ts';

/**
 * Carries a plan out and decides nothing: operations run in the plan's order within a subject and
 * wait for what they come after in others. A subject that fails does not stop its neighbours.
 * Rejects before anything is touched (`PlanMoved`, `SecretMissing`), or when the state is away.
 */
export async function applyPlan(
  plan: Plan,
  workspace: Workspace,
  options: ApplyOptions,
): Promise<ApplyResult> {
  try {
    await checkSecrets(workspace, plan.operations);
  } catch (error) {
    await options.share?.release();
    throw error;
  }
  const gates = new Gates(plan.operations);
  const places = options.places ?? new Places(options.concurrency);
  const bySubject = groupBySubject(plan.operations);
  let first: Promise<Look> | undefined;
  const firstLook = (): Promise<Look> => {
    first ??= lookAtAll(workspace);
    return first;
  };
  const ended = plan.subjects.map((subject) => {
    const operations = bySubject.get(subject.subject) ?? [];
    const acts = operations.length > 0;
    const tenure = new Tenure({
      workspace,
      pod: acts && subject.subject.startsWith('pod/') ? parsePodKey(subject.subject) : undefined,
      firstLook,
      kind: placeKind(subject, operations),
      places,
      place: options.place,
      share: acts ? options.share?.split() : undefined,
      signal: options.signal,
    });
    return carryOut({ subject, operations, workspace, gates, tenure, options }, plan);
  });
  await options.share?.release();
  const results = await Promise.allSettled(ended);
  const subjects = results.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  const idle = subjects.filter(({ subject }) => !bySubject.has(subject));
  await rememberEndings(workspace, plan, idle, options);
  return { subjects };
}

/** What was done is written down before anybody else may do something about it. */
async function carryOut(run: SubjectRun, plan: Plan): Promise<SubjectResult> {
  const { workspace, options, operations, tenure } = run;
  try {
    const result = await runSubject(run);
    options.onEvent?.({ kind: 'finished', result });
    if (operations.length > 0) await rememberEndings(workspace, plan, [result], options);
    return result;
  } finally {
    await tenure.end();
  }
}

function groupBySubject(operations: readonly Operation[]): Map<Subject, Operation[]> {
  const groups = new Map<Subject, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.subject);
    if (group === undefined) groups.set(operation.subject, [operation]);
    else group.push(operation);
  }
  return groups;
}
