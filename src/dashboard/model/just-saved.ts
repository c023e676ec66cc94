import { useHistoryState } from 'wouter/use-browser-location';

interface Step {
  readonly saved?: boolean;
}

/** Goes with the step from a form to the page of what was saved, which the server has not read yet. */
export const JUST_SAVED: Step = { saved: true };

export function useJustSaved(): boolean {
  return useHistoryState<Step | null>()?.saved === true;
}
