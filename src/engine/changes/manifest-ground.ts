import type { PruneOptions } from '../../core/plan/options.ts';
import type { ManifestFolder } from '../../ports/manifest-folder.ts';
import type { ManifestSource, SourceFile } from '../../ports/manifest-source.ts';

/** The manifests that a server reads, and where it may write them. */
export interface ManifestGround {
  /** Everything that is in force. */
  readonly sources: readonly ManifestPlace[];
  readonly folder: Pick<
    ManifestFolder,
    'read' | 'write' | 'remove' | 'commit' | 'placeOf' | 'isFolder'
  >;
  /** What becomes of what no manifest names. */
  readonly prune: PruneOptions;
}

export interface ManifestPlace extends ManifestSource {
  /** Of the source. */
  readonly name: string;
  /** Where it is on this machine; absent for what comes from elsewhere. */
  readonly root?: ManifestRoot;
}

export interface ManifestRoot {
  /** A folder, or one file; absolute. */
  readonly path: string;
  /** What the names of files right below the folder begin with, e.g. `tenants/`. */
  readonly prefix: string;
}

/** A manifest and the source that it comes from. */
export interface PlacedFile {
  readonly file: SourceFile;
  readonly place: ManifestPlace;
}

/** Sorted by name. What is wrong with files is found when they are loaded. */
export async function placedFiles({ sources }: ManifestGround): Promise<readonly PlacedFile[]> {
  const found = await Promise.all(
    sources.map(async (place) => (await place.read()).files.map((file) => ({ file, place }))),
  );
  return found.flat().sort((a, b) => (a.file.name < b.file.name ? -1 : 1));
}

/** Absolute. */
export function pathOf({ directory, name }: Pick<SourceFile, 'directory' | 'name'>): string {
  return `${directory}/${name.slice(name.lastIndexOf('/') + 1)}`;
}
