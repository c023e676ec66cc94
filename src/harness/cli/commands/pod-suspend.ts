import { Option } from 'clipanion';
import { AgentPodError } from '../../../core/model/errors.ts';
import { podSubject } from '../../../core/model/resource.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { EditCommand, type EditGround, type ManifestEdit } from '../edit-command.ts';
import { requirePodKey } from '../not-found.ts';

/** Sets `spec.suspended` of a pod in its manifest. */
abstract class SuspensionCommand extends EditCommand {
  pod = Option.String({ name: 'tenant/name' });

  protected abstract readonly suspended: boolean;

  protected async edit(ground: EditGround): Promise<ManifestEdit | undefined> {
    const key = requirePodKey(this.pod);
    const pod = requireFound('pod', key, ground.desired.pods, (item) => item.key);
    const { file, line } = pod.position;
    const { setSuspended } = await import('../../../core/manifests-edit/set-suspended.ts');
    const before = (await this.readFile(ground, file)) ?? '';
    const text = setSuspended(before, key, this.suspended);
    if (text === undefined) {
      throw new AgentPodError('InvalidInput', 'EditFailed', `cannot edit ${file} without harm`, {
        hint: `set spec.suspended: ${this.suspended} by hand near line ${line}`,
      });
    }
    const word = this.suspended ? 'suspended' : 'active';
    if (text === before) {
      this.out.note(`Pod ${key} is already declared ${word}.\n`);
      return undefined;
    }
    const verb = this.suspended ? 'Suspend' : 'Resume';
    return { file, text, message: `${verb} pod ${key}`, subjects: new Set([podSubject(key)]) };
  }
}

/** `pod suspend`. */
export class PodSuspendCommand extends SuspensionCommand {
  static override paths = [['pod', 'suspend']];
  static override usage = EditCommand.Usage({
    category: 'Change',
    description: 'Stop a pod and keep it stopped; nothing is lost.',
    examples: [['Stop', '$0 pod suspend acme/agent']],
  });

  protected readonly suspended = true;
}

/** `pod resume`. */
export class PodResumeCommand extends SuspensionCommand {
  static override paths = [['pod', 'resume']];
  static override usage = EditCommand.Usage({
    category: 'Change',
    description: 'Start a suspended pod again.',
    examples: [['Start again', '$0 pod resume acme/agent']],
  });

  protected readonly suspended = false;
}
