import pLimit from 'p-limit';
import type { Operation, Plan, SubjectPlan } from '../core/model/operation.ts';
import type { Subject } from '../core/model/resource.ts';
import type { ApplyOptions, ApplyResult, Slots, SubjectResult } from './apply-result.ts';
import { checkSecrets } from './check-secrets.ts';
import { Gates } from './gates.ts';
import { rememberEndings } from './remember.ts';
import { runSubject } from './run-subject.ts';
import type { Workspace } from './workspace.ts';

/**
 * Carries a plan out and decides nothing: operations run in the plan's order within a subject and
 * wait for what they come after in others. A subject that fails does not stop its neighbours.
 * Rejects only before anything is touched: `PlanMoved`, `SecretMissing`.
 */
export async function applyPlan(
  plan: Plan,
  workspace: Workspace,
  options: ApplyOptions,
): Promise<ApplyResult> {
  await checkSecrets(workspace, plan.operations);
  const gates = new Gates(plan.operations);
  const bySubject = groupBySubject(plan.operations);
  const own = pLimit(options.concurrency);
  const limit: Slots = options.slots ?? ((work) => own(work));
  const run = (subject: SubjectPlan): Promise<SubjectResult> =>
    runSubject({
      subject,
      operations: bySubject.get(subject.subject) ?? [],
      workspace,
      gates,
      options,
    });
  const subjects = await Promise.all(
    plan.subjects.map(async (subject) => {
      // Tenants only wait and call: they take no slot, or pods could wait for them forever.
      const isPod = subject.subject.startsWith('pod/');
      const result = await (isPod ? limit(() => run(subject)) : run(subject));
      options.onEvent?.({ kind: 'finished', result });
      return result;
    }),
  );
  await rememberEndings(workspace, plan, subjects, options);
  return { subjects };
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
