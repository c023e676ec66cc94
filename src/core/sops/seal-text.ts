import type { SopsLeaf } from './leaf.ts';
import { sealDotenv } from './seal-dotenv.ts';
import { sealTree } from './seal-tree.ts';

/**
 * A plain file into the text of a sealed one. Only values are replaced and metadata added: comments,
 * order and layout stay as somebody wrote them.
 */

export type SealFormat = 'yaml' | 'json' | 'dotenv';

/** A file that can be sealed: its values in order, and how to write it once they are encrypted. */
export interface PlainFile {
  readonly leaves: readonly SopsLeaf[];
  /** What stays readable although it may say something about values. */
  readonly hasComments: boolean;
  write(
    encrypted: ReadonlyMap<SopsLeaf, string>,
    metadata: Readonly<Record<string, unknown>>,
  ): string;
}

/** A sentence that goes on from the file's name, when it cannot be sealed. */
export type SealRefusal = { readonly refused: string; readonly hint: string };

export function plainFile(text: string, format: SealFormat): PlainFile | SealRefusal {
  return format === 'dotenv' ? sealDotenv(text) : sealTree(text, format);
}

export const ALREADY_SEALED: SealRefusal = {
  refused: 'is sealed already',
  hint: 'change it with sops edit or sops set, or decrypt it first',
};

/** Replaces parts of a text, none of which overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, by } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, start), by);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}
