/** Every exit code of `agentpod`, in one table: the help, the docs and the code read the same. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  invalidManifests: 3,
  lockHeld: 4,
  partial: 5,
  timedOut: 6,
  refused: 7,
  rolledBack: 8,
  cannotCompare: 9,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ExitCodeRow {
  readonly code: ExitCode;
  readonly meaning: string;
}

export const EXIT_CODES: readonly ExitCodeRow[] = [
  { code: EXIT.ok, meaning: 'Done, or nothing to do. For diff and drift: no differences.' },
  {
    code: EXIT.failed,
    meaning:
      'Failed. For diff and drift: there are differences. For health and doctor: something is not as it should be.',
  },
  {
    code: EXIT.usage,
    meaning:
      'The command line or the environment is wrong. For plan --detailed-exitcode: there are changes.',
  },
  {
    code: EXIT.invalidManifests,
    meaning: 'The manifests are invalid, or there are none; nothing was touched.',
  },
  { code: EXIT.lockHeld, meaning: 'Another AgentPod holds the lock.' },
  { code: EXIT.partial, meaning: 'Partly applied: some pods are done, others failed.' },
  {
    code: EXIT.timedOut,
    meaning: 'Applied, but a pod was not ready in time. For wait: the time was up before it came.',
  },
  {
    code: EXIT.refused,
    meaning:
      'A guard refused: mass delete, empty source, a saved plan that no longer fits, a secret in use.',
  },
  { code: EXIT.rolledBack, meaning: 'Failed, and the previous version is running again.' },
  {
    code: EXIT.cannotCompare,
    meaning: 'diff and drift only: no comparison was possible (Engine or state unreachable, …).',
  },
  { code: EXIT.interrupted, meaning: 'Interrupted (Ctrl-C).' },
  { code: EXIT.terminated, meaning: 'Terminated (SIGTERM).' },
];
