import { Option } from 'clipanion';
import { podSubject } from '../../../core/model/resource.ts';
import { acceptedText } from '../../../engine/changes/accepted-text.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { EditCommand, type EditGround, type ManifestEdit } from '../edit-command.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requirePodKey } from '../not-found.ts';

/** `drift accept`: what was changed inside a pod's config becomes what its manifest says. */
export class DriftAcceptCommand extends EditCommand {
  static override paths = [['drift', 'accept']];
  static override usage = EditCommand.Usage({
    category: 'Change',
    description: "Take what was changed inside a pod's config into its manifest.",
    details: `
      The manifest is edited in place, its comments stay, and it is committed; --actor is then the
      author. The value goes into the field that is about it, such as spec.model, else into
      spec.config. What a manifest cannot say, or what is a secret, is refused.
    `,
    examples: [
      ['One place', '$0 drift accept acme/agent agents.defaults.model.primary'],
      ['All that is open', '$0 drift accept acme/agent --all'],
      ['Only into the working tree', '$0 drift accept acme/agent --all --no-commit --no-apply'],
    ],
  });

  all = Option.Boolean('--all', false, { description: "All but what is the agent's own." });
  pod = Option.String({ name: 'tenant/name' });
  places = Option.Rest({ name: 'path' });

  protected async edit(ground: EditGround): Promise<ManifestEdit | undefined> {
    const key = requirePodKey(this.pod);
    const pod = requireFound('pod', key, ground.desired.pods, (item) => item.key);
    const { file } = pod.position;
    const request = { readOnly: true, command: 'drift accept' };
    const accepted = await withWorkspace(
      ground.services.openWorkspace,
      request,
      async (workspace) => {
        const { desired } = ground;
        const text = (await this.readFile(ground, file)) ?? '';
        const load = (edited: string) => {
          const source = this.withEdit(ground.source, { file, text: edited });
          return this.load(source, workspace.secrets, true);
        };
        return acceptedText(workspace, { desired, pod, text, load }, this);
      },
    );
    if (accepted === undefined) {
      this.out.note(`Nothing drifted in pod ${key} that waits for a decision.\n`);
      return undefined;
    }
    return { file, ...accepted, subjects: new Set([podSubject(key)]) };
  }
}
