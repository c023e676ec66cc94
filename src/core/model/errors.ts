import type { Diagnostic } from './diagnostic.ts';

/**
 * Every failure a user can meet, in four classes. The class decides the exit code and whether
 * a retry makes sense; the message says what happened and the hint what to do.
 */
export type FailureClass = 'InvalidInput' | 'Transient' | 'Waiting' | 'Conflict';

export class AgentPodError extends Error {
  readonly failure: FailureClass;
  /** Stable CamelCase reason, e.g. `EngineUnreachable`, `NameTaken`, `LockHeld`. */
  readonly reason: string;
  readonly hint: string | undefined;

  constructor(
    failure: FailureClass,
    reason: string,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AgentPodError';
    this.failure = failure;
    this.reason = reason;
    this.hint = options.hint;
  }
}

/** The manifests do not load; nothing was touched. */
export class ManifestError extends AgentPodError {
  readonly diagnostics: readonly Diagnostic[];

  /** `where` they are, in words. */
  constructor(diagnostics: readonly Diagnostic[], where = 'the manifests') {
    const count = diagnostics.filter((item) => item.severity === 'error').length;
    super('InvalidInput', 'ManifestInvalid', `${count} error${count === 1 ? '' : 's'} in ${where}`);
    this.name = 'ManifestError';
    this.diagnostics = diagnostics;
  }
}

export function isFailure(error: unknown, reason: string): boolean {
  return error instanceof AgentPodError && error.reason === reason;
}
