import type { DesiredPod } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { type ManifestGround, type PlacedFile, placedFiles } from './manifest-ground.ts';

/** The file that declares a pod, where it is one of this server; else `NotEditable` (Conflict). */
export async function declaredFile(
  ground: ManifestGround,
  { position: { file: name } }: Pick<DesiredPod, 'position'>,
  instead: string,
): Promise<PlacedFile> {
  const placed = (await placedFiles(ground)).find(({ file }) => file.name === name);
  if (placed?.place.root !== undefined) return placed;
  throw new AgentPodError('Conflict', 'NotEditable', `${name} is not a file of this server`, {
    hint: `${instead} where it comes from, commit and push`,
  });
}
