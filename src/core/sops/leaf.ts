import type { FieldPath } from '../manifests/field-path.ts';

/** A file under SOPS as a list of its values, which is the order that its MAC runs over. */
export interface SopsFile {
  /** What stands under `sops`, undefined when nothing does. */
  readonly metadata: unknown;
  readonly leaves: readonly SopsLeaf[];
}

export interface SopsLeaf {
  /** 0-based, among the documents of a YAML file. */
  readonly document: number;
  readonly path: FieldPath;
  readonly value: SopsValue;
}

/** `text` is what the MAC sees, which for true and false is `True` and `False`. */
export type SopsValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'text' | 'bool' | 'number' | 'time'; readonly text: string };

/** What is wrong with a SOPS file; never holds a decrypted value. */
export interface SopsProblem {
  /** `SecretMissing`: no key at hand opens it. Anything else is wrong with the file itself. */
  readonly rule: 'SecretMissing' | 'SecretBroken' | 'SopsMetadata' | 'SopsKeyService';
  readonly document: number;
  readonly path: FieldPath;
  readonly message: string;
  readonly hint?: string;
}

/** What a value is bound to: the keys above it. Entries of a list share the list's own. */
export function contextOf(path: FieldPath): string {
  return `${keysOf(path).join(':')}:`;
}

export function keysOf(path: FieldPath): readonly string[] {
  return path.filter((step) => typeof step === 'string');
}
