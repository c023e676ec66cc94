import { Option } from 'clipanion';
import { type PodKey, podSubject } from '../../../core/model/resource.ts';
import { chosenDrift, readDrift } from '../../../engine/changes/chosen-drift.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { readExecuteFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requirePodKey } from '../not-found.ts';
import { RootedCommand } from '../rooted-command.ts';

/** `drift revert`: what was changed inside a config is as the manifest says again, whoever owns it. */
export class DriftRevertCommand extends RootedCommand {
  static override paths = [['drift', 'revert']];
  static override usage = RootedCommand.Usage({
    category: 'Change',
    description: "Put back what was changed inside a pod's config, also where that is shared.",
    details: `
      The rest of the pod's config stays as it is, and so do other changes that are the agent's or
      wait for a decision. What the manifest itself changed since the last apply is applied as well.
    `,
    examples: [
      ['One place', '$0 drift revert acme/agent agents.defaults.model.primary'],
      ['All that is open', '$0 drift revert acme/agent --all'],
    ],
  });

  all = Option.Boolean('--all', false, { description: "All but what is the agent's own." });
  pod = Option.String({ name: 'tenant/name' });
  places = Option.Rest({ name: 'path' });

  protected async run(): Promise<number> {
    readExecuteFlags(this);
    const services = await this.services();
    const source = await this.rootSource(services, await this.findRoot(services));
    const desired = await this.load(source, services.offlineSecrets(), true);
    const key = requirePodKey(this.pod);
    requireFound('pod', key, desired.pods, (item) => item.key);
    const request = { readOnly: true, command: 'drift revert' };
    const drift = await withWorkspace(services.openWorkspace, request, (workspace) =>
      readDrift(workspace, desired, key),
    );
    const chosen = chosenDrift(drift, { all: this.all, places: this.places });
    if (chosen.length === 0) {
      this.out.note(`Nothing to put back in pod ${key}.\n`);
      return EXIT.ok;
    }
    const putBack = new Map<PodKey, readonly string[]>([[key, chosen.map(({ place }) => place)]]);
    return this.applySubjects(services, source, { subjects: new Set([podSubject(key)]), putBack });
  }
}
