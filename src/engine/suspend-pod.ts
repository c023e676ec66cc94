import { setSuspended } from '../core/manifests-edit/set-suspended.ts';
import type { DesiredPod } from '../core/model/desired.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { ManifestFolder } from '../ports/manifest-folder.ts';
import type { ManifestSource, SourceFile } from '../ports/manifest-source.ts';
import { loadDesired } from './load.ts';
import type { Workspace } from './workspace.ts';

export interface ManifestGround {
  /** Everything that is in force, wherever it comes from. */
  readonly all: ManifestSource;
  /** The part of it that is files on this machine. */
  readonly folders: ManifestSource;
  readonly folder: Pick<ManifestFolder, 'write' | 'commit'>;
}

export interface Suspension {
  readonly pod: Pick<DesiredPod, 'key' | 'position'>;
  readonly suspended: boolean;
}

export interface EditOutcome {
  /** As the source names it. */
  readonly file: string;
  /** False when it said so already. */
  readonly changed: boolean;
  /** Of the commit, where the file is in a git work tree. */
  readonly revision?: string;
}

/**
 * Sets `spec.suspended` in a manifest; the whole is validated with the edit before anything is
 * written. `NotEditable` (Conflict) for a manifest that is no file here; `EditFailed` (Conflict).
 */
export async function suspendPod(
  ground: ManifestGround,
  secrets: Workspace['secrets'],
  { pod, suspended }: Suspension,
): Promise<EditOutcome> {
  const { file: name } = pod.position;
  const { files } = await ground.folders.read();
  const file = files.find((each) => each.name === name);
  if (file === undefined) throw notEditable(name, suspended);
  const text = setSuspended(file.text, pod.key, suspended);
  if (text === undefined) throw failed(name, `set spec.suspended: ${suspended} by hand`);
  if (text === file.text) return { file: name, changed: false };
  await validate(ground, secrets, { ...file, text, hash: `edited:${file.hash}` });
  const path = `${file.directory}/${name.slice(name.lastIndexOf('/') + 1)}`;
  await ground.folder.write(path, text);
  const message = `${suspended ? 'Suspend' : 'Resume'} pod ${pod.key}`;
  const commit = await ground.folder.commit(path, message);
  if (commit.kind !== 'committed') return { file: name, changed: true };
  return { file: name, changed: true, revision: commit.revision };
}

async function validate(
  { all }: ManifestGround,
  secrets: Workspace['secrets'],
  edited: SourceFile,
): Promise<void> {
  const source: ManifestSource = {
    read: async () => {
      const { files, diagnostics } = await all.read();
      return {
        files: files.map((file) => (file.name === edited.name ? edited : file)),
        diagnostics,
      };
    },
  };
  try {
    await loadDesired({ source, secrets, allowMissingSecrets: true });
  } catch (cause) {
    throw failed(
      edited.name,
      'mend the manifests first: agentpod validate says what is wrong',
      cause,
    );
  }
}

function notEditable(file: string, suspended: boolean): AgentPodError {
  const message = `${file} is not a file of this server`;
  const hint = `set spec.suspended: ${suspended} where it comes from, commit and push`;
  return new AgentPodError('Conflict', 'NotEditable', message, { hint });
}

function failed(file: string, hint: string, cause?: unknown): AgentPodError {
  const message = `cannot edit ${file} without harm`;
  return new AgentPodError('Conflict', 'EditFailed', message, { hint, cause });
}
