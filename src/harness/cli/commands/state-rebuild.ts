import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import type { DesiredState } from '../../../core/model/desired.ts';
import { podSubject } from '../../../core/model/resource.ts';
import { NO_PRUNE } from '../../../core/plan/options.ts';
import type { RebuildResult } from '../../../engine/rebuild.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { actorOf } from '../actor.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { underLock } from '../flows/apply-flow.ts';
import { planPass, withWorkspace } from '../flows/planning.ts';
import { LoadingCommand } from '../loading-command.ts';
import { hasDifferences } from '../output/plan-summary.ts';
import { count } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';
import { parseSeconds } from '../quantities.ts';

/** `state rebuild`: a lost database, made again from what runs. */
export class StateRebuildCommand extends LoadingCommand {
  static override paths = [['state', 'rebuild']];
  static override usage = LoadingCommand.Usage({
    category: 'State',
    description: 'Make a lost state again from containers, volumes and manifests.',
    details: `
      For when the database is gone and its pods run on. Reads labels, containers and volumes, and
      writes the records that they tell of: identities, ports, subnets, generations, what was applied,
      and gateway tokens, which stay valid. Nothing on the Engine is touched: no pod stops.

      Where manifests and containers differ, the containers are remembered, and the next plan shows the
      difference. Events, audit and stored secrets are lost; a backup has them (\`state restore\`).
    `,
    examples: [['After the state folder was lost', '$0 state rebuild -f tenants/']],
  });

  files = Option.Array('-f,--filename', [], {
    description: 'A file, a folder (read recursively) or - for stdin; repeatable.',
  });
  addMissing = Option.Boolean('--add-missing', false, {
    description: 'Add pods that a state which is not empty does not know.',
  });
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    if (this.files.length === 0) {
      throw usageError('no manifests given', 'say where they are: state rebuild -f tenants/');
    }
    const command = 'state rebuild';
    const asked = { actor: actorOf(this.context.env, this.actor), action: command };
    const services = await this.services();
    const source = this.openSource(services, this.files);
    await this.load(source, services.offlineSecrets());
    return withWorkspace(
      services.openWorkspace,
      { readOnly: false, command },
      async (workspace) => {
        const desired = await this.load(source, workspace.secrets);
        const { rebuildState } = await import('../../../engine/rebuild.ts');
        const result = await underLock(workspace, this.out, { command, timeoutSeconds }, (lock) =>
          rebuildState(workspace, desired, {
            addMissing: this.addMissing,
            guard: () => lock.check(),
          }),
        );
        await workspace.store.appendAudit(
          result.pods.map(({ key }) => ({ ...asked, subject: podSubject(key), result: 'rebuilt' })),
        );
        const differs = await this.differs(workspace, desired);
        if (format === 'json') this.out.printJson(rebuildJson(result, differs));
        else this.report(result, differs);
        return EXIT.ok;
      },
    );
  }

  private async differs(workspace: Workspace, desired: DesiredState): Promise<boolean> {
    const { plan } = await planPass(workspace, desired, {
      prune: NO_PRUNE,
      refresh: true,
      only: () => undefined,
    });
    return hasDifferences(plan);
  }

  private report({ tenants, pods, lost }: RebuildResult, differs: boolean): void {
    const size = `${count(pods.length, 'pod')} and ${count(tenants.length, 'tenant')}`;
    this.out.print(`Remembered ${size} again; nothing was restarted.\n`);
    for (const { key, container, port } of pods) {
      this.out.print(`  pod/${key}: ${container} on port ${port}\n`);
    }
    for (const sentence of lost) this.out.note(`Not recovered: ${sentence}.\n`);
    this.out.note(
      differs
        ? 'Manifests and pods differ: see agentpod diff before you apply.\n'
        : 'Manifests and pods agree: the next apply has nothing to do.\n',
    );
  }
}

function rebuildJson({ tenants, pods, lost }: RebuildResult, differs: boolean) {
  return {
    apiVersion: API_VERSION,
    kind: 'StateRebuild',
    tenants,
    pods: pods.map(({ key, uid, port, generation, container, declared }) => ({
      pod: key,
      uid,
      port,
      generation,
      container,
      declared,
    })),
    lost,
    differs,
  };
}
