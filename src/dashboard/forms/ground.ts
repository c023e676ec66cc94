import { newTenantManifest } from '../../core/manifests-edit/new-manifests.ts';
import { type Subject, tenantSubject } from '../../core/model/resource.ts';
import { readOwn, writeOwn } from './own-text.ts';
import { TENANT_SCHEMA } from './schemas.ts';
import { findSlot, joinSlot, newSlot, subjectOf } from './slot.ts';

/** The file that a form writes into, as it was when that began. */
export interface Ground {
  readonly file: string;
  /** Of the text; null where there is no such file yet. */
  readonly base: string | null;
  readonly text: string | undefined;
  /** Whose document is edited; undefined for a new one. */
  readonly subject: Subject | undefined;
}

export interface Edit {
  readonly file: string;
  readonly base: string | null;
  readonly text: string;
}

/** The whole file with this document in its place; undefined when it has none there any more. */
export function composeEdit(ground: Ground, own: string): Edit | undefined {
  const { file, base, text, subject } = ground;
  if (subject === undefined) return { file, base, text: joinSlot(newSlot(text, own)) };
  const slot = findSlot(text ?? '', subject);
  return slot && { file, base, text: joinSlot({ ...slot, own }) };
}

/** The same for a pod whose tenant has no manifest yet: that one comes before it. */
export function composeWithTenant(ground: Ground, tenant: string, own: string): Edit | undefined {
  const manifest = writeOwn(newTenantManifest({ name: tenant }) as never, TENANT_SCHEMA);
  const text = joinSlot(newSlot(ground.text, manifest));
  return composeEdit({ ...ground, text }, own);
}

/** Who the document is about, as it is now. */
export function subjectIn(own: string): Subject | undefined {
  const { data } = readOwn(own);
  return data && subjectOf(data);
}

export interface KnownFile {
  readonly file: string;
  readonly editable: boolean;
  readonly hash: string;
  readonly subjects: readonly string[];
}

/** Where a new document of a tenant belongs; undefined where nothing can be written. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly hasTenant: boolean }
  | { readonly kind: 'new'; readonly file: string };

export function placeFor(
  tenant: string,
  files: readonly KnownFile[],
  folders: readonly string[],
): Place | undefined {
  const home = files.find(({ subjects }) => subjects.includes(tenantSubject(tenant)));
  if (home !== undefined) {
    return home.editable ? { kind: 'file', file: home.file, hasTenant: true } : undefined;
  }
  const [folder] = folders;
  if (folder === undefined) return undefined;
  const file = `${folder}${tenant}.yaml`;
  const isThere = files.some((each) => each.file === file);
  return isThere ? { kind: 'file', file, hasTenant: false } : { kind: 'new', file };
}

interface ReadFile {
  readonly file: string;
  readonly hash: string;
  readonly text: string;
}

/** A new document's ground, once its file is read; after a conflict that of the newer text. */
export function groundAt(
  place: Place | undefined,
  read: ReadFile | undefined,
  newer: Ground | undefined,
): Ground | undefined {
  if (place === undefined) return undefined;
  if (newer?.file === place.file) return newer;
  if (place.kind === 'new') {
    return { file: place.file, base: null, text: undefined, subject: undefined };
  }
  return read && { file: read.file, base: read.hash, text: read.text, subject: undefined };
}

/** The names that follow `tenant/` or `pod/` among all subjects. */
export function tenantsOf(files: readonly KnownFile[]): readonly string[] {
  const names = files
    .flatMap(({ subjects }) => subjects)
    .filter((subject) => subject.startsWith('tenant/'))
    .map((subject) => subject.slice('tenant/'.length));
  return [...new Set(names)].sort();
}
