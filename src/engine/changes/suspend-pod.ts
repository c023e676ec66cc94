import { setSuspended } from '../../core/manifests-edit/set-suspended.ts';
import type { DesiredPod } from '../../core/model/desired.ts';
import { AgentPodError, ManifestError } from '../../core/model/errors.ts';
import type { ChangeDesk, Changed } from './change-desk.ts';
import { declaredFile } from './declared-file.ts';
import type { FileEdit } from './prepare-edits.ts';
import type { ChangeScene } from './weigh-edits.ts';

export interface Suspension {
  readonly pod: Pick<DesiredPod, 'key' | 'position'>;
  readonly suspended: boolean;
  /** `NAME <ADDRESS>`. */
  readonly author: string;
}

export interface SuspensionOutcome extends Pick<Changed, 'revision' | 'notCommitted'> {
  /** As the source names it. */
  readonly file: string;
  /** False when it said so already. */
  readonly changed: boolean;
}

/** `NotEditable` (Conflict) for a manifest that is no file here; `EditFailed` (Conflict). */
export async function suspensionEdit(
  { ground }: ChangeDesk,
  { pod, suspended }: Omit<Suspension, 'author'>,
): Promise<FileEdit & { readonly changed: boolean }> {
  const { file } = await declaredFile(ground, pod, `set spec.suspended: ${suspended}`);
  const text = setSuspended(file.text, pod.key, suspended);
  if (text === undefined) throw failed(file.name, `set spec.suspended: ${suspended} by hand`);
  return { file: file.name, base: file.hash, text, changed: text !== file.text };
}

/**
 * Sets `spec.suspended` in a manifest; the whole is validated with the edit before anything is
 * written. Rejects as `suspensionEdit` does.
 */
export async function suspendPod(
  desk: ChangeDesk,
  scene: ChangeScene,
  { pod, suspended, author }: Suspension,
): Promise<SuspensionOutcome> {
  const { changed, ...edit } = await suspensionEdit(desk, { pod, suspended });
  const { file } = edit;
  if (!changed) return { file, changed };
  const change = {
    edits: [edit],
    message: `${suspended ? 'Suspend' : 'Resume'} pod ${pod.key}`,
    author,
    allowMissingSecrets: true,
  };
  try {
    const { files: _, subjects: __, ...written } = await desk.carryOut(scene, change);
    return { file, changed, ...written };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const hint = 'mend the manifests first: agentpod validate says what is wrong';
    throw failed(file, hint, error);
  }
}

function failed(file: string, hint: string, cause?: unknown): AgentPodError {
  const message = `cannot edit ${file} without harm`;
  return new AgentPodError('Conflict', 'EditFailed', message, { hint, cause });
}
