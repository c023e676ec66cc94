import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'clipanion';
import type { DesiredState } from '../../../core/model/desired.ts';
import { planJson } from '../../../core/views/plan-json.ts';
import type { PlannedPass } from '../../../engine/plan-pass.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { planPass, withWorkspace } from '../flows/planning.ts';
import { hasDifferences } from '../output/plan-summary.ts';
import { renderPlanText } from '../output/plan-text.ts';
import { outputFormat } from '../output-format.ts';
import { PlanningCommand } from '../planning-command.ts';

/** `plan`: what `apply` would do, to look at or to save and apply later. */
export class PlanCommand extends PlanningCommand {
  static override paths = [['plan']];
  static override usage = PlanningCommand.Usage({
    category: 'Manifests',
    description: 'Show what apply would do, and save it with --out.',
    details: `
      A saved plan is signed, holds no secret, and is applied exactly as it was shown. When the world
      has moved since, \`apply\` refuses it with exit code 7.
    `,
    examples: [
      ['Look before you apply', '$0 plan -f tenants/'],
      [
        'Plan now, apply exactly this later',
        '$0 plan -f tenants/ --out plan.json && $0 apply plan.json',
      ],
      ['In CI: 0 nothing to do, 2 changes, 1 error', '$0 plan -f tenants/ --detailed-exitcode'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });
  planFile = Option.String('--out', { description: 'Save the plan to this file (mode 0600).' });
  detailedExitcode = Option.Boolean('--detailed-exitcode', false, {
    description: '0 nothing to do, 2 there are changes, 1 error.',
  });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    this.requireFiles();
    const services = await this.services();
    const source = this.source(services);
    await this.checkFirst(services, source);
    // A saved plan needs the installation's key and fixed identities, hence a state to keep them.
    const request = { readOnly: this.planFile === undefined, command: 'plan' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const desired = await this.load(source, workspace.secrets);
      const pass = await planPass(workspace, desired, this.planRequest(desired));
      if (this.planFile !== undefined) await this.save(this.planFile, workspace, desired, pass);
      if (format === 'json') this.out.printJson(planJson(pass.plan, 'Plan'));
      else this.out.print(renderPlanText(pass.plan, this.textOptions()));
      if (pass.plan.refused.length > 0) return this.detailedExitcode ? EXIT.failed : EXIT.refused;
      return this.detailedExitcode && hasDifferences(pass.plan) ? EXIT.usage : EXIT.ok;
    });
  }

  protected override failureCode(error: unknown): number {
    return this.detailedExitcode ? EXIT.failed : super.failureCode(error);
  }

  private textOptions() {
    return { paint: this.out.paint, width: this.out.verbose ? undefined : this.out.width };
  }

  private async save(
    name: string,
    workspace: Workspace,
    desired: DesiredState,
    pass: PlannedPass,
  ): Promise<void> {
    const { makePlanFile } = await import('../flows/saved-plan.ts');
    const { imagesOf } = await import('../../../engine/observe.ts');
    const images = imagesOf(desired, workspace.settings);
    const { refresh } = this.planRequest(desired);
    const createdAt = workspace.clock.now().toISOString();
    const file = makePlanFile({ ...pass, images, refresh, createdAt }, workspace.secrets);
    const path = resolve(this.context.cwd, name);
    try {
      await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    } catch (cause) {
      throw usageError(`cannot write ${name}: ${(cause as Error).message}`);
    }
    this.out.note(`Saved to ${name}; run it with: agentpod apply ${name}\n`);
  }
}
