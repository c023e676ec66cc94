import { commitOf, type Run } from './run.ts';

/** What a forge shows beside a commit. */
export interface CommitStatus {
  /** In full. */
  readonly commit: string;
  readonly state: 'pending' | 'success' | 'failure' | 'skipped';
  readonly description: string;
}

/** GitHub's; others take more. */
const LONGEST = 140;

/** Undefined for a run that is of no commit. */
export function statusOf(run: Run): CommitStatus | undefined {
  const commit = commitOf(run.revision);
  return commit === undefined ? undefined : { commit, ...wordsOf(run) };
}

function wordsOf({ state, message }: Run): Omit<CommitStatus, 'commit'> {
  switch (state) {
    case 'pending':
      return { state: 'pending', description: 'reading the manifests' };
    case 'applying':
      return { state: 'pending', description: 'applying' };
    case 'succeeded':
      return { state: 'success', description: cut(`in force: ${message}`) };
    case 'refused':
      return { state: 'failure', description: cut(`refused, nothing was changed: ${message}`) };
    case 'failed':
      return { state: 'failure', description: cut(message) };
    case 'superseded':
      return { state: 'skipped', description: cut(`skipped: ${message}`) };
  }
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
