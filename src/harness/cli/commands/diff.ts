import { Option } from 'clipanion';
import type { Plan } from '../../../core/model/operation.ts';
import { planJson } from '../../../core/views/plan-json.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import { EXIT } from '../exit-codes.ts';
import { exitCodeOf, usageError } from '../failure.ts';
import { planPass, withWorkspace } from '../flows/planning.ts';
import { renderPlanMarkdown } from '../output/plan-markdown.ts';
import { hasDifferences } from '../output/plan-summary.ts';
import { renderPlanText } from '../output/plan-text.ts';
import { outputFormat } from '../output-format.ts';
import { PlanningCommand } from '../planning-command.ts';
import { remotePlan } from '../remote/remote-plan.ts';
import { serverFlags } from '../remote/server-flags.ts';

/** `diff`: read-only comparison of manifests and world. */
export class DiffCommand extends PlanningCommand {
  static override paths = [['diff']];
  static override usage = PlanningCommand.Usage({
    category: 'Manifests',
    description: 'Show how the world differs from the manifests; changes nothing.',
    details: `
      Two sections that never mix: Pending is what the manifests changed since the last apply,
      Drift is what the world changed. Each field shows both values and what bringing it in line
      costs; secrets only show that they changed.

      Takes no lock and writes nothing. Exit code 0: no differences, 1: differences, more than 1: an
      error, and never 1 for an error.
    `,
    examples: [
      ['Compare a folder with what runs', '$0 diff -f tenants/'],
      ['Post to a pull request', '$0 diff -f tenants/ -o markdown > comment.md'],
      ["A server's own manifests", '$0 diff --server https://pods.example.com'],
      ['See what a prune would delete', '$0 diff -f tenants/ --prune'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text, json or markdown.' });

  server = serverFlags.server();
  contextName = serverFlags.context();

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json', 'markdown']);
    const remote = await this.remoteServer();
    if (remote !== undefined) return this.show(await remotePlan(remote, this.tenant), format);
    this.requireFiles();
    const services = await this.services();
    const source = this.source(services);
    await this.checkFirst(services, source);
    const request = { readOnly: true, command: 'diff' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const desired = await this.load(source, workspace.secrets);
      const { plan } = await planPass(workspace, desired, this.planRequest(desired));
      return this.show(plan, format);
    });
  }

  private show(plan: Plan, format: 'text' | 'json' | 'markdown'): number {
    const { out } = this;
    if (format === 'json') out.printJson(planJson(plan, 'Diff'));
    else if (format === 'markdown') out.print(renderPlanMarkdown(plan));
    else
      out.print(
        renderPlanText(plan, { paint: out.paint, width: out.verbose ? undefined : out.width }),
      );
    return hasDifferences(plan) ? EXIT.failed : EXIT.ok;
  }

  /** A server compares with its own manifests, so with -f this machine does. */
  private async remoteServer(): Promise<ServerClient | undefined> {
    const { server, contextName: context } = this;
    if (this.files.length === 0) return this.remote({ server, context });
    if (server === undefined && context === undefined) return undefined;
    throw usageError('-f and a server do not go together', 'the server knows its own manifests');
  }

  protected override failureCode(error: unknown): number {
    const code = exitCodeOf(error);
    return code === EXIT.failed ? EXIT.cannotCompare : code;
  }
}
