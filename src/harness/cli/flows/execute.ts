import type { Plan } from '../../../core/model/operation.ts';
import { type Asked, audited } from '../../../engine/audited.ts';
import type { Share } from '../../../engine/shared-lock.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { CliContext } from '../context.ts';
import { applyJson, renderApplyReport } from '../output/apply-report.ts';
import { outcomeCode } from '../output/outcome.ts';
import type { Output } from '../output/output.ts';
import { makeProgress } from '../output/progress.ts';
import { wrapWords } from '../output/wrap.ts';
import { watchInterrupts } from './interrupts.ts';

export interface ExecuteOptions {
  readonly concurrency: number;
  readonly wait: boolean;
  readonly timeoutSeconds?: number;
  readonly format: 'text' | 'json';
  /** Of the writer lock; given back while agents are waited for, and at the end. */
  readonly share?: Share;
}

/** Runs a plan with progress on stderr and the result on stdout; returns the exit code. */
export async function executePlan(
  context: CliContext,
  out: Output,
  workspace: Workspace,
  plan: Plan,
  options: ExecuteOptions & { readonly asked: Asked },
): Promise<number> {
  const { applyPlan } = await import('../../../engine/apply.ts');
  const { format, asked, ...applyOptions } = options;
  const progress = makeProgress(out, workspace.clock, options);
  const interrupts = watchInterrupts(context, (text) =>
    progress.say(`${wrapWords(text, out.noteWidth)}\n`),
  );
  const startedAt = workspace.clock.now().getTime();
  try {
    const result = await audited(workspace.store, asked, plan, () =>
      applyPlan(plan, workspace, {
        ...applyOptions,
        onEvent: (event) => progress.onEvent(event),
        signal: interrupts.signal,
      }),
    );
    progress.stop();
    const tookSeconds = (workspace.clock.now().getTime() - startedAt) / 1000;
    if (format === 'json') out.printJson(applyJson(plan, result, tookSeconds));
    else out.print(renderApplyReport(plan, result, { ...textOptions(out), tookSeconds }));
    return interrupts.code() ?? outcomeCode(result.subjects);
  } finally {
    progress.stop();
    interrupts.stop();
  }
}

function textOptions(out: Output) {
  return { paint: out.paint, width: out.width, verbose: out.verbose };
}
