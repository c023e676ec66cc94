import { type PodKey, parsePodKey } from '../../core/model/resource.ts';
import { usageError } from './failure.ts';

/** Reads a pod's name as the user typed it. */
export function requirePodKey(text: string): PodKey {
  const key = parsePodKey(text);
  if (key !== undefined) return key;
  throw usageError(`${text}: not a pod`, 'write TENANT/NAME');
}
