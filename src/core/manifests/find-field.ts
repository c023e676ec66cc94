import { originOf } from '../desired/merge-defaults.ts';
import type { Position } from '../model/diagnostic.ts';
import type { PodKey } from '../model/resource.ts';
import { collectManifests } from './collect.ts';
import type { ManifestFile } from './document.ts';
import { parsePath } from './field-path.ts';
import { positionOf } from './positions.ts';

/**
 * Where a pod's field is written, for problems found after loading: in the pod, in its tenant's
 * defaults when it is inherited, else at its nearest ancestor. Undefined for an unknown pod.
 */
export function findPodField(
  files: readonly ManifestFile[],
  pod: PodKey,
  path: string,
): Position | undefined {
  const found = collectManifests(files).pods.get(pod);
  if (!found) return undefined;
  const [root, ...steps] = parsePath(path).map(String);
  const { document, path: origin } =
    root === 'spec'
      ? originOf(found.document, found.tenant, ...steps)
      : { document: found.document, path: [root ?? '', ...steps] };
  return positionOf(document.source, document.index, origin);
}
