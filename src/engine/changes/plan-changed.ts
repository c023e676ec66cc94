import { AgentPodError } from '../../core/model/errors.ts';

/** What would be done is not what somebody agreed to. */
export function planChanged(): AgentPodError {
  return new AgentPodError('Conflict', 'PlanChanged', 'this would do something else by now', {
    hint: 'look at the preview again',
  });
}
