import { AgentPodError } from '../../core/model/errors.ts';

/** Why a secret cannot be had. Without causes: they would say nothing more, or too much. */

export function missingSecret(message: string, hint?: string): AgentPodError {
  return problem('SecretMissing', message, hint);
}

/** Nobody looked: it lies where this reader does not reach. */
export function uncheckedSecret(message: string, hint: string): AgentPodError {
  return problem('SecretUnchecked', message, hint);
}

export function brokenSecret(message: string, hint?: string): AgentPodError {
  return problem('SecretBroken', message, hint);
}

export function refusedSecret(message: string, hint: string): AgentPodError {
  return problem('SecretRefused', message, hint);
}

function problem(reason: string, message: string, hint?: string): AgentPodError {
  return new AgentPodError('InvalidInput', reason, message, hint ? { hint } : {});
}
