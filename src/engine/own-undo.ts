import { isFailure } from '../core/model/errors.ts';
import type { Action, Operation } from '../core/model/operation.ts';

/**
 * What brings back how it was before an operation that failed. A name that somebody else took between
 * the look and the deed is theirs: what has it is not taken away.
 */
export function ownUndo({ action, undo = [] }: Operation, error: unknown): readonly Action[] {
  if (!isFailure(error, 'NameTaken')) return undo;
  const taken = objectOf(action);
  return undo.filter((each) => objectOf(each) !== taken);
}

function objectOf(action: Action): string | undefined {
  switch (action.kind) {
    case 'container.create':
    case 'container.remove':
      return `container ${action.container}`;
    case 'volume.create':
    case 'volume.remove':
      return `volume ${action.volume}`;
    default:
      return undefined;
  }
}
