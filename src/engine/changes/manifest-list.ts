import type { ManifestDocument } from '../../core/manifests/document.ts';
import { readManifestFile } from '../../core/manifests/read-file.ts';
import { podSubject, type Subject, tenantSubject } from '../../core/model/resource.ts';
import { requireFound } from '../require-found.ts';
import { type ManifestGround, type PlacedFile, placedFiles } from './manifest-ground.ts';
import { type WhyNot, whyNotEditable } from './prepare-edits.ts';

interface ListedManifest {
  readonly file: string;
  /** Of the source that it comes from. */
  readonly source: string;
  readonly editable: boolean;
  readonly hash: string;
  /** What it declares. */
  readonly subjects: readonly Subject[];
}

export interface ManifestList {
  /** What the names of new files begin with; where none can be made, there is none. */
  readonly folders: readonly string[];
  /** Sorted by name. */
  readonly items: readonly ListedManifest[];
}

export async function manifestList(ground: ManifestGround): Promise<ManifestList> {
  const items: ListedManifest[] = [];
  for (const placed of await placedFiles(ground)) {
    const { file, place } = placed;
    const editable = (await whyNotEditable(ground, placed)) === undefined;
    const subjects = readManifestFile(file).documents.flatMap(subjectOf);
    items.push({ file: file.name, source: place.name, editable, hash: file.hash, subjects });
  }
  return { folders: await newFileFolders(ground), items };
}

async function newFileFolders({ sources, folder }: ManifestGround): Promise<readonly string[]> {
  const prefixes: string[] = [];
  for (const { root } of sources) {
    if (root !== undefined && (await folder.isFolder(root.path))) prefixes.push(root.prefix);
  }
  return prefixes;
}

function subjectOf({ kind, name, manifest }: ManifestDocument): readonly Subject[] {
  if (name === '') return [];
  if (kind === 'Tenant') return [tenantSubject(name)];
  if (name.includes('/')) return [`pod/${name}` as Subject];
  const tenant = manifest?.kind === 'Pod' ? manifest.spec.tenant : undefined;
  return tenant === undefined ? [] : [podSubject(`${tenant}/${name}`)];
}

export interface ManifestContent extends Pick<PlacedFile, 'file'> {
  /** Undefined when it can be edited here. */
  readonly whyNot: WhyNot | undefined;
}

/** `NotFound` for one that no source has. */
export async function manifestContent(
  ground: ManifestGround,
  name: string,
): Promise<ManifestContent> {
  const files = await placedFiles(ground);
  const placed = requireFound('manifest', name, files, ({ file }) => file.name);
  return { file: placed.file, whyNot: await whyNotEditable(ground, placed) };
}
