import type { Diagnostic } from '../core/model/diagnostic.ts';

/** Where manifests come from: files, folders, stdin; a git revision later. */
export interface ManifestSource {
  /** Never throws for what is wrong with a file: that is a diagnostic. */
  read(): Promise<SourceFiles>;
}

export interface SourceFiles {
  /** Sorted by name. */
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface SourceFile {
  /** As the user would name it; `<stdin>` for `-`. */
  readonly name: string;
  /** Folder that relative secret files start from; absolute. */
  readonly directory: string;
  readonly text: string;
  /** SHA-256 of the text, hex: an unchanged file need not be parsed again. */
  readonly hash: string;
}
