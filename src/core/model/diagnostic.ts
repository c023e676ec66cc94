/** One problem in a manifest: what is wrong, where, and what to do about it. */
export interface Position {
  /** Path as the user gave it; `<stdin>` for `-`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

export interface Diagnostic extends Position {
  readonly severity: 'error' | 'warning';
  /** Stable CamelCase name of the rule, e.g. `UnknownKey`. */
  readonly rule: string;
  /** Dotted field path, e.g. `spec.resources.memory`; empty for the whole document. */
  readonly path: string;
  /** What is wrong, without position and path, naming the offending text. */
  readonly message: string;
  /** What to write instead; absent where there is nothing useful to say. */
  readonly hint?: string;
}
