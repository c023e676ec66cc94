/** Something that was done, for whoever follows the work of several programs. Never a secret. */
export interface TracedWork {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Why it failed, in words; absent when it did not. */
  readonly failure?: string;
  readonly parts: readonly TracedWork[];
}

export interface Traces {
  /** Never waits, and never fails: what cannot be sent is dropped. */
  tell(work: TracedWork): void;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}
