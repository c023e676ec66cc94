import { AgentPodError } from '../../../core/model/errors.ts';
import type { StateRecords } from '../../../core/model/observed.ts';
import type { Plan } from '../../../core/model/operation.ts';
import { planJson } from '../../../core/views/plan-json.ts';
import { type Asked, auditRefusal } from '../../../engine/audited.ts';
import type { Share } from '../../../engine/shared-lock.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { applyJson } from '../output/apply-report.ts';
import type { Output } from '../output/output.ts';
import { changesSomething, podCount } from '../output/plan-summary.ts';
import { type PlanTextOptions, renderPlanText } from '../output/plan-text.ts';
import { count } from '../output/words.ts';
import { confirm, type Question } from './confirm.ts';
import { type ExecuteOptions, executePlan } from './execute.ts';

/** What `apply`, `delete` and the editing commands share once there is a plan. */
export interface ApplyFlow {
  readonly context: CliContext;
  readonly out: Output;
  readonly execute: ExecuteOptions;
  /** For the audit. */
  readonly asked: Asked;
  /** Undefined: the user has agreed beforehand. */
  readonly question: Question | undefined;
  readonly dryRun: boolean;
  /** As the plan saw them. */
  readonly records?: StateRecords;
  /** Stands over a plan that no manifest asked for. */
  readonly title?: string;
}

export const APPLY_QUESTION: Question = {
  text: 'Apply these changes? Only "yes" is accepted: ',
  answer: 'yes',
};

/** No helper works this long: an older one was left behind by a process that was killed. */
const HELPER_SECONDS = 600;

/** Runs the work under the writer lock, and says whom it waits for. */
export async function underLock<Result>(
  workspace: Workspace,
  out: Output,
  request: { readonly command: string; readonly timeoutSeconds: number },
  work: (lock: Share) => Promise<Result>,
): Promise<Result> {
  const { SharedLock } = await import('../../../engine/shared-lock.ts');
  const lock = await new SharedLock(workspace.lock, request.command).share({
    timeoutSeconds: request.timeoutSeconds,
    onWait: (holder) => out.note(`Waiting for the lock: ${holder}\n`),
  });
  try {
    await workspace.runtime.sweepHelpers(workspace.settings.instance, HELPER_SECONDS);
    return await work(lock);
  } finally {
    await lock.release();
  }
}

/** Shows the plan, asks, carries it out; returns the exit code. */
export async function applyFlow(
  flow: ApplyFlow,
  workspace: Workspace,
  plan: Plan,
  lock: Share | undefined,
): Promise<number> {
  const { context, out } = flow;
  if (flow.dryRun && flow.execute.format === 'json') {
    out.printJson(planJson(plan, 'Plan'));
    return plan.refused.length > 0 ? EXIT.refused : EXIT.ok;
  }
  if (isSettled(plan)) {
    if (!flow.dryRun) await noteSettled(flow, workspace, plan);
    return reportNothing(flow, plan);
  }
  out.note(renderPlanText(plan, planTextOptions(flow)));
  if (plan.refused.length > 0) return refuse(flow, workspace, plan);
  if (flow.dryRun) {
    out.note('Dry run: nothing was changed.\n');
    return EXIT.ok;
  }
  if (changesSomething(plan) && flow.question !== undefined) {
    if (!(await confirm(context, flow.question))) {
      out.note('Cancelled; nothing was changed.\n');
      return EXIT.failed;
    }
  }
  return executePlan(context, out, workspace, plan, {
    ...flow.execute,
    asked: flow.asked,
    ...(lock === undefined ? {} : { share: lock }),
  });
}

/** A pod whose last pass failed may be as declared again by now: its conditions must say so. */
async function noteSettled(flow: ApplyFlow, workspace: Workspace, plan: Plan): Promise<void> {
  const { applyPlan } = await import('../../../engine/apply.ts');
  const { records } = flow;
  await applyPlan(plan, workspace, {
    concurrency: 1,
    wait: true,
    ...(records === undefined ? {} : { records }),
  });
}

function planTextOptions({ out, title }: ApplyFlow): PlanTextOptions {
  const width = out.verbose ? undefined : out.noteWidth;
  return { paint: out.notePaint, width, ...(title === undefined ? {} : { title }) };
}

/** Reports that there is nothing to do, and answers the exit code; undefined when there is. */
export function settledCode(flow: ApplyFlow, plan: Plan): number | undefined {
  return isSettled(plan) ? reportNothing(flow, plan) : undefined;
}

function isSettled(plan: Plan): boolean {
  const blocked = plan.subjects.some(({ verdict }) => verdict === 'blocked');
  return plan.operations.length === 0 && plan.refused.length === 0 && !blocked;
}

function reportNothing({ out, execute, title }: ApplyFlow, plan: Plan): number {
  for (const warning of plan.warnings) out.warn(warning);
  if (execute.format === 'json') {
    const subjects = plan.subjects.map(({ subject }) => ({
      subject,
      outcome: 'unchanged' as const,
      message: '',
      seconds: 0,
    }));
    out.printJson(applyJson(plan, { subjects }, 0));
  } else {
    const pods = title === undefined ? `: ${count(podCount(plan), 'pod')} up to date` : '';
    out.print(`Nothing to do${pods}.\n`);
  }
  return EXIT.ok;
}

/** Always rejects. A dry run leaves no trace. */
async function refuse(flow: ApplyFlow, workspace: Workspace, plan: Plan): Promise<never> {
  if (!flow.dryRun) await auditRefusal(workspace.store, flow.asked, plan);
  throw new AgentPodError(
    'Conflict',
    'PlanRefused',
    `refused, and nothing was changed: ${plan.refused.join('; ')}`,
  );
}
