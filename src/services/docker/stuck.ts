import type { RawInspect } from './engine-types.ts';

/** In full: the words may stand within others. */
const LEFT_TASK = /\btask [0-9a-f]{64}: already exists/;

/**
 * A start that was under way while the Engine shut down may leave a task behind by the container's id, of
 * which the Engine knows nothing: it starts that container no more, not even after the next restart.
 */
export function isStuck({ Status, Error: error = '' }: RawInspect['State']): boolean {
  return Status !== 'running' && LEFT_TASK.test(error);
}
