import { Option } from 'clipanion';
import type { Share } from '../../../engine/shared-lock.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { actorOf } from '../actor.ts';
import type { CliServices } from '../context.ts';
import { executeFlags, readExecuteFlags } from '../execute-options.ts';
import { usageError } from '../failure.ts';
import { APPLY_QUESTION, type ApplyFlow, applyFlow, underLock } from '../flows/apply-flow.ts';
import { planPass, withWorkspace } from '../flows/planning.ts';
import { PlanningCommand } from '../planning-command.ts';
import { parseSeconds } from '../quantities.ts';

/** `apply`: makes the world match the manifests, or carries out a saved plan. */
export class ApplyCommand extends PlanningCommand {
  static override paths = [['apply']];
  static override usage = PlanningCommand.Usage({
    category: 'Manifests',
    description: 'Make the world match the manifests.',
    details: `
      Takes the lock, looks, plans, shows the plan, asks, and carries it out. Nothing is touched while
      a manifest is invalid. A pod that fails is rolled back and does not stop the others. What no
      manifest names is left alone unless --prune is given.

      Without a terminal to ask on, --yes is required when there is something to do.

      Run \`agentpod help exit-codes\` for what the exit code says.
    `,
    examples: [
      ['Apply a folder', '$0 apply -f tenants/'],
      ['In a script', '$0 apply -f tenants/ --yes -o json'],
      ['One customer only', '$0 apply -f tenants/ --tenant acme'],
      ['A saved plan', '$0 apply plan.json'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });
  yes = executeFlags.yes();
  wait = executeFlags.wait();
  timeout = executeFlags.timeout();
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  concurrency = executeFlags.concurrency();
  dryRun = Option.Boolean('--dry-run', false, { description: 'Stop after showing the plan.' });
  planFile = Option.String({ required: false, name: 'planfile' });

  protected async run(): Promise<number> {
    const flow: ApplyFlow = {
      context: this.context,
      out: this.out,
      execute: readExecuteFlags(this),
      asked: { actor: actorOf(this.context.env, this.actor), action: 'apply' },
      question: this.yes ? undefined : APPLY_QUESTION,
      dryRun: this.dryRun,
    };
    if (this.planFile === undefined) return this.applyManifests(flow);
    if (this.files.length > 0)
      throw usageError('give either manifests (-f) or a saved plan, not both');
    return this.applySaved(flow, this.planFile);
  }

  private async applyManifests(flow: ApplyFlow): Promise<number> {
    this.requireFiles();
    const services = await this.services();
    const source = this.source(services);
    await this.checkFirst(services, source);
    return this.inWorkspace(services, async (workspace, lock) => {
      const desired = await this.load(source, workspace.secrets);
      const { plan, observed } = await planPass(workspace, desired, this.planRequest(desired));
      return applyFlow({ ...flow, records: observed.records }, workspace, plan, lock);
    });
  }

  private async applySaved(flow: ApplyFlow, name: string): Promise<number> {
    const saved = await import('../flows/saved-plan.ts');
    const file = await saved.readPlanFile(this.context.cwd, name);
    return this.inWorkspace(await this.services(), async (workspace, lock) => {
      saved.verifyPlanFile(file, workspace);
      saved.verifyBasis(file, await saved.observeAgain(file, workspace));
      return applyFlow(flow, workspace, file.plan, lock);
    });
  }

  /** A dry run neither creates a state nor keeps others waiting. */
  private async inWorkspace(
    services: CliServices,
    work: (workspace: Workspace, lock: Share | undefined) => Promise<number>,
  ): Promise<number> {
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const request = { readOnly: this.dryRun, command: 'apply' };
    return withWorkspace(services.openWorkspace, request, (workspace) =>
      this.dryRun
        ? work(workspace, undefined)
        : underLock(workspace, this.out, { command: 'apply', timeoutSeconds }, (lock) =>
            work(workspace, lock),
          ),
    );
  }
}
