import { readManifestFile } from '../../core/manifests/read-file.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { sha256 } from '../../core/util/hash.ts';
import type { SourceFile } from '../../ports/manifest-source.ts';
import { ManifestChanged } from './manifest-changed.ts';
import {
  type ManifestGround,
  type ManifestRoot,
  type PlacedFile,
  pathOf,
  placedFiles,
} from './manifest-ground.ts';

/** One file as it is to be. */
export interface FileEdit {
  /** As the source names it. */
  readonly file: string;
  /** Hash of the text that was edited; null for a new file. */
  readonly base: string | null;
  readonly text: string;
}

export interface PreparedEdit {
  /** With the new text. */
  readonly edited: SourceFile;
  /** Undefined for a new file. */
  readonly before: SourceFile | undefined;
  /** Absolute. */
  readonly path: string;
  readonly root: ManifestRoot;
}

/** `NAME.yaml` right in a folder, and nothing that a shell or a reader could take for more. */
const NEW_NAME = /^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?\.yaml$/;

/**
 * Whether each edit may be made. `NotEditable` (Conflict) for what is no plain file below a folder of
 * the server, or is sealed; `ManifestChanged` for one that was changed meanwhile.
 */
export async function prepareEdits(
  ground: ManifestGround,
  edits: readonly FileEdit[],
): Promise<readonly PreparedEdit[]> {
  if (new Set(edits.map(({ file }) => file)).size < edits.length) {
    throw misuse('a file is edited twice', 'say each file once, as it is to be in the end');
  }
  const files = new Map((await placedFiles(ground)).map((placed) => [placed.file.name, placed]));
  const prepared: PreparedEdit[] = [];
  for (const edit of edits) {
    requireText(edit);
    prepared.push(await prepareOne(ground, edit, files.get(edit.file)));
  }
  return prepared;
}

async function prepareOne(
  ground: ManifestGround,
  edit: FileEdit,
  placed: PlacedFile | undefined,
): Promise<PreparedEdit> {
  const { file: name, base, text } = edit;
  if (placed === undefined && base === null) return prepareNew(ground, edit);
  if (placed === undefined || placed.file.hash !== base) {
    throw new ManifestChanged(name, placed?.file);
  }
  const whyNot = await whyNotEditable(ground, placed);
  const { root } = placed.place;
  if (whyNot !== undefined || root === undefined) throw notEditable(name, whyNot);
  const edited = { ...placed.file, text, hash: sha256(text) };
  return { edited, before: placed.file, path: pathOf(placed.file), root };
}

async function prepareNew(ground: ManifestGround, edit: FileEdit): Promise<PreparedEdit> {
  const { file: name, text } = edit;
  for (const { root } of ground.sources) {
    if (root === undefined || !name.startsWith(root.prefix)) continue;
    const own = name.slice(root.prefix.length);
    if (!NEW_NAME.test(own) || !(await ground.folder.isFolder(root.path))) continue;
    const path = `${root.path}/${own}`;
    const place = await ground.folder.placeOf(path, root.path);
    if (place !== 'free') throw notEditable(name, place === 'read-only' ? READ_ONLY : TAKEN);
    const edited = { name, directory: root.path, text, hash: sha256(text) };
    return { edited, before: undefined, path, root };
  }
  throw notEditable(name, {
    message: 'a new manifest is NAME.yaml right in a folder that the server watches',
    hint: 'NAME of lower-case letters, digits and hyphens; see /api/v1/manifests for the folders',
  });
}

export interface WhyNot {
  readonly message: string;
  readonly hint: string;
}

const TAKEN: WhyNot = {
  message: 'there is something else of that name',
  hint: 'take another name',
};

const READ_ONLY: WhyNot = {
  message: 'is in a folder that this server may only read',
  hint: 'let its user write there; in docker-compose.yml, mount the folder without :ro',
};

/** Undefined when it can be edited here. */
export async function whyNotEditable(
  { folder }: ManifestGround,
  { file, place }: PlacedFile,
): Promise<WhyNot | undefined> {
  if (place.root === undefined) {
    return {
      message: 'is not a file of this server',
      hint: `edit it where ${place.name} comes from, commit and push`,
    };
  }
  if (isSealed(file)) {
    return {
      message: 'is sealed with SOPS, and any edit would break its seal',
      hint: `edit it with sops ${file.name}`,
    };
  }
  const found = await folder.placeOf(pathOf(file), place.root.path);
  if (found === 'file') return undefined;
  if (found === 'read-only') return READ_ONLY;
  return {
    message: 'is reached by a link',
    hint: 'edit the file that the link leads to',
  };
}

function isSealed(file: SourceFile): boolean {
  return readManifestFile(file).sealed || /^["']?sops["']?\s*:/m.test(file.text);
}

function requireText({ file, text }: FileEdit): void {
  if (text.isWellFormed() && !text.includes('\0')) return;
  throw misuse(`${file}: this is no text`, 'leave out NUL and halves of characters');
}

function notEditable(file: string, whyNot: WhyNot | undefined): AgentPodError {
  const { message = 'cannot be edited here', hint } = whyNot ?? {};
  const more = hint === undefined ? {} : { hint };
  const separator = message.startsWith('is ') || message.startsWith('cannot ') ? ' ' : ': ';
  return new AgentPodError('Conflict', 'NotEditable', `${file}${separator}${message}`, more);
}

function misuse(message: string, hint: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'Usage', message, { hint });
}
