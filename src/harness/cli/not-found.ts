import { AgentPodError } from '../../core/model/errors.ts';
import { nearest } from '../../core/util/suggest.ts';
import type { ResourceKind } from './kinds.ts';

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
