import { AgentPodError } from '../../core/model/errors.ts';
import { type PodKey, parsePodKey } from '../../core/model/resource.ts';
import { nearest } from '../../core/util/suggest.ts';
import { usageError } from './failure.ts';
import type { ResourceKind } from './kinds.ts';

/** Reads a pod's name as the user typed it. */
export function requirePodKey(text: string): PodKey {
  const key = parsePodKey(text);
  if (key !== undefined) return key;
  throw usageError(`${text}: not a pod`, 'write TENANT/NAME');
}

/** The item of that name, or an error that names the nearest one. */
export function requireFound<Item>(
  kind: ResourceKind,
  name: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Item {
  const found = items.find((item) => nameOf(item) === name);
  if (found !== undefined) return found;
  const guess = nearest(name, items.map(nameOf));
  const hint = guess === undefined ? `see agentpod get ${kind}s` : `did you mean ${guess}?`;
  throw new AgentPodError('InvalidInput', 'NotFound', `there is no ${kind} ${name}`, { hint });
}
