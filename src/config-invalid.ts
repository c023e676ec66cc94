import { AgentPodError } from './core/model/errors.ts';

/** `ConfigInvalid` (InvalidInput): names the variable, its value and the form it should have. */
export function configInvalid(name: string, value: string, form: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'ConfigInvalid', `${name}="${value}" is not usable`, {
    hint: `write ${form}`,
  });
}
