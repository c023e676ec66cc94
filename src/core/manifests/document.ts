import type { Diagnostic, Position } from '../model/diagnostic.ts';
import type { Manifest, PodManifest, TenantManifest } from '../schema/types.ts';
import type { SopsKeys } from '../sops/metadata.ts';
import type { Draft } from './draft.ts';
import type { FieldPath } from './field-path.ts';

/** A manifest file and its documents, as later steps see them. */

export interface ManifestText {
  /** As the user would name it; `<stdin>` for `-`. */
  readonly name: string;
  /** Folder that relative secret files start from; absolute. */
  readonly directory: string;
  readonly text: string;
}

export interface ManifestFile {
  readonly source: ManifestText;
  readonly documents: readonly ManifestDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether SOPS encrypted it in place, so that its MAC has to be checked. */
  readonly sealed: boolean;
  /** False when a part could not be read at all, so that documents may be missing. */
  readonly complete: boolean;
}

export type Kind = Manifest['kind'];

export interface ManifestDocument<M extends Manifest = Manifest> {
  readonly source: ManifestText;
  /** 0-based among all documents of the file, empty ones included. */
  readonly index: number;
  readonly kind: Kind;
  /** What metadata.name says, also where the rest is invalid; empty when it says nothing. */
  readonly name: string;
  /** Undefined when the document is invalid. */
  readonly manifest: M | undefined;
  /** What is left of an invalid one and can still be checked; undefined for a valid one. */
  readonly draft: Draft | undefined;
  /** Of the value of metadata.name, else of the document. */
  readonly position: Position;
  /** Who can open the values that SOPS encrypted in it; undefined when it encrypted none. */
  readonly sealedFor: SopsKeys | undefined;
}

/** A document that passed its schema, or what is left of one that did not, with its `draft`. */
type ValidDocument<M extends Manifest> = ManifestDocument<M> & { readonly manifest: M };
export type PodDocument = ValidDocument<PodManifest>;
export type TenantDocument = ValidDocument<TenantManifest>;

/** The spot of a problem: a value, its key, or what should have held a missing key. */
export type Spot = 'value' | 'key' | 'parent';

/** A problem before it has a position. */
export interface Finding {
  readonly path: FieldPath;
  readonly spot: Spot;
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Diagnostic['severity'];
}

/** A finding in a document that is known to be valid, from a check across fields or documents. */
export interface DocumentFinding extends Finding {
  readonly document: Pick<ManifestDocument, 'source' | 'index'>;
}
