import { AgentPodError } from '../model/errors.ts';

/** What went wrong and what to do, in one text; never a stack. */
export function messageOf(error: unknown): string {
  if (error instanceof AgentPodError)
    return error.hint ? `${error.message}; ${error.hint}` : error.message;
  return error instanceof Error ? error.message : String(error);
}
