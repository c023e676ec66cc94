import type { Action, Operation } from '../core/model/operation.ts';
import { messageOf } from '../core/status/message.ts';
import { redact } from '../core/status/redact.ts';
import { knownSecrets } from './known-secrets.ts';
import { perform } from './operations.ts';
import { ownUndo } from './own-undo.ts';
import { byPresentNames } from './present-names.ts';
import type { SubjectRun } from './run-subject.ts';

/** Another writer may be at work by now: not even going back is ours any more. */
export async function lostLock({ tenure }: SubjectRun): Promise<string | undefined> {
  try {
    await tenure.check();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Answers what went wrong, or undefined when the undo is done or there is none. */
export async function undo(
  run: SubjectRun,
  operation: Operation,
  error: unknown,
): Promise<string | undefined> {
  const actions = await byPresentNames(run.workspace, ownUndo(operation, error));
  if (actions.length === 0) return undefined;
  run.options.onEvent?.({ kind: 'undoing', operation });
  const problems: string[] = [];
  const secrets = await knownSecrets(run.workspace, run.operations);
  for (const action of actions) {
    const lost = await lostLock(run);
    if (lost !== undefined) return [...problems, lost].join('; ');
    const problem = await goBack(run, action);
    if (problem !== undefined) problems.push(redact(messageOf(problem), secrets));
  }
  return problems.length > 0 ? problems.join('; ') : undefined;
}

/** No signal: an undo that is cut short leaves the pod down. Answers what went wrong. */
async function goBack({ workspace, tenure }: SubjectRun, action: Action): Promise<unknown> {
  const options = { timeoutSeconds: undefined, signal: undefined, onProgress: () => {} };
  const work = (): Promise<unknown> =>
    perform(workspace, action, options).catch((error: unknown) => error);
  if (action.kind !== 'container.await-ready') return work();
  const waited: unknown[] = [];
  const wait = async (): Promise<void> => void waited.push(await work());
  try {
    await tenure.lend(wait, Number.POSITIVE_INFINITY);
  } catch (error) {
    // It is the last of an undo, which is done also when the lock is somebody else's by then.
    if (waited.length === 0) return error;
  }
  return waited[0];
}
