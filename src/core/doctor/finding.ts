import type { Failed } from './observation.ts';

/** One thing that was examined, and what to do where it is not fine. */
export interface DoctorFinding {
  /** Stable, lower case: `engine`, `disk`, `certificate`. */
  readonly check: string;
  readonly severity: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** Empty where there is nothing to do. */
  readonly hint: string;
}

export function fine(check: string, message: string): DoctorFinding {
  return { check, severity: 'ok', message, hint: '' };
}

export function warning(check: string, message: string, hint: string): DoctorFinding {
  return { check, severity: 'warning', message, hint };
}

export function error(check: string, message: string, hint: string): DoctorFinding {
  return { check, severity: 'error', message, hint };
}

/** A look that could not be taken; its own advice is better than ours. */
export function unseen(check: string, { message, hint }: Failed, advice: string): DoctorFinding {
  return error(check, message, hint || advice);
}
