import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { ManifestGround, ManifestPlace } from './engine/changes/manifest-ground.ts';
import type { ServeRequest } from './harness/cli/serve-request.ts';
import type { WatchedSource } from './ports/watched-source.ts';
import { createManifestFolder } from './services/git/manifest-folder.ts';

/** Where the status API edits manifests: what the server watches, as far as it is files here. */
export function manifestGround(
  sources: readonly WatchedSource[],
  { cwd, settings }: Pick<ServeRequest, 'cwd' | 'settings'>,
): ManifestGround {
  return {
    sources: sources.map((source): ManifestPlace => {
      const { name, about } = source;
      const read = () => source.peek?.() ?? source.read();
      if (about.kind !== 'folder') return { name, read };
      const prefix = join(about.path, 'NAME').slice(0, -'NAME'.length);
      return { name, read, root: { path: resolve(cwd, about.path), prefix } };
    }),
    folder: createManifestFolder(),
    prune: settings.prune,
  };
}

/** Of commits for the administrator, whom AgentPod knows by no name. */
export function commitAuthor({ commitAuthor: given }: Pick<ServeRequest, 'commitAuthor'>): string {
  return given ?? `AgentPod administrator <admin@${hostname()}>`;
}
