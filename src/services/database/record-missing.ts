import { AgentPodError } from '../../core/model/errors.ts';

/** A row that was there a moment ago, or never. */
export function recordMissing(what: string): AgentPodError {
  return new AgentPodError(
    'Conflict',
    'RecordMissing',
    `${what} is not on record; another writer may have removed it`,
    { hint: 'run the command again' },
  );
}
