import { AgentPodError } from '../../core/model/errors.ts';

export function sealRefused(message: string, hint?: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'SealRefused', message, hint ? { hint } : {});
}
