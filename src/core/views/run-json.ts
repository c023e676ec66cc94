import { API_VERSION } from '../model/api-version.ts';
import type { Run } from '../runs/run.ts';
import { type SourceProgress, UNSEEN } from '../runs/source-progress.ts';

export function runJson(run: Run) {
  const { id, trigger, source, revision, state, message, createdAt, finishedAt } = run;
  return {
    apiVersion: API_VERSION,
    kind: 'Run',
    metadata: { name: id },
    status: {
      trigger,
      source,
      revision: revision ?? null,
      state,
      message,
      createdAt,
      finishedAt: finishedAt ?? null,
      awaited: run.awaited.map(({ subject }) => subject),
      results: run.results.map(({ subject, outcome, message: words }) => ({
        subject,
        outcome,
        message: words,
      })),
    },
  };
}

/** A folder, or a repository without its password. */
export interface SourceShown {
  readonly name: string;
  readonly kind: 'folder' | 'git';
  readonly url?: string;
  readonly ref?: string;
  readonly path: string;
}

export function sourceJson(
  { name, kind, url, ref, path }: SourceShown,
  progress: SourceProgress = UNSEEN,
  now: Date,
) {
  const { latest, inForce, inForceSince, checkedAt, error } = progress;
  const age = checkedAt === undefined ? undefined : now.getTime() - Date.parse(checkedAt);
  return {
    apiVersion: API_VERSION,
    kind: 'Source',
    metadata: { name },
    status: {
      kind,
      url: url ?? null,
      ref: ref ?? null,
      path,
      revision: inForce ?? null,
      inForceSince: inForceSince ?? null,
      latestRevision: latest ?? null,
      checkedAt: checkedAt ?? null,
      ageSeconds: age === undefined ? null : Math.max(0, Math.round(age / 1000)),
      error,
    },
  };
}
