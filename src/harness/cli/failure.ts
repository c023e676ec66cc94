import { API_VERSION } from '../../core/model/api-version.ts';
import { AgentPodError, ManifestError } from '../../core/model/errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Paint } from './output/palette.ts';
import { safeText } from './output/safe-text.ts';

/** From a thrown error to an exit code and to the words a user sees. */
const CODE_BY_REASON: Readonly<Record<string, ExitCode>> = {
  Usage: EXIT.usage,
  ConfigInvalid: EXIT.usage,
  DockerHostInvalid: EXIT.usage,
  NoManifests: EXIT.invalidManifests,
  LockHeld: EXIT.lockHeld,
  WaitTimedOut: EXIT.timedOut,
  PlanMoved: EXIT.refused,
  PlanRefused: EXIT.refused,
  PlanTampered: EXIT.refused,
  StateNotEmpty: EXIT.refused,
  SecretInUse: EXIT.refused,
  Interrupted: EXIT.interrupted,
  Terminated: EXIT.terminated,
};

/** The command line itself is wrong. */
export function usageError(message: string, hint?: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'Usage', message, hint === undefined ? {} : { hint });
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ManifestError) return EXIT.invalidManifests;
  if (error instanceof AgentPodError) return CODE_BY_REASON[error.reason] ?? EXIT.failed;
  return EXIT.failed;
}

export interface FailureOptions {
  readonly paint: Paint;
  /** Adds the stack and the causes. */
  readonly debug: boolean;
}

/** `error: …` and `hint: …`; a stack only for those who asked. */
export function renderFailure(error: unknown, { paint, debug }: FailureOptions): string {
  const known = error instanceof AgentPodError;
  const lines = [`${paint('bad', 'error:')} ${safeText(messageOf(error))}`];
  const hint = known ? error.hint : BUG_HINT;
  if (hint !== undefined) lines.push(`${paint('info', 'hint:')} ${safeText(hint)}`);
  if (debug) lines.push(...stacks(error));
  return `${lines.join('\n')}\n`;
}

/** The same failure for machines; a bug carries no hint that a machine could follow. */
export function failureJson(error: unknown) {
  const known = error instanceof AgentPodError;
  return {
    apiVersion: API_VERSION,
    kind: 'Error',
    reason: known ? error.reason : 'Unexpected',
    message: safeText(messageOf(error)),
    hint: (known ? error.hint : undefined) ?? null,
    ...(error instanceof ManifestError ? { diagnostics: error.diagnostics } : {}),
  };
}

const BUG_HINT =
  'this is a bug in AgentPod; please report it with the output of the same command under AGENTPOD_DEBUG=1';

function messageOf(error: unknown): string {
  if (error instanceof AgentPodError) return error.message;
  return `unexpected: ${error instanceof Error ? error.message : String(error)}`;
}

function stacks(error: unknown): string[] {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    lines.push(cause.stack ?? cause.message);
  }
  return lines;
}
