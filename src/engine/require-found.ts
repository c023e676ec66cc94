import { AgentPodError } from '../core/model/errors.ts';
import { nearest } from '../core/util/suggest.ts';

/** The item of that name, or an error (`NotFound`) that names the nearest one. */
export function requireFound<Item>(
  kind: 'pod' | 'tenant' | 'manifest',
  name: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Item {
  const found = items.find((item) => nameOf(item) === name);
  if (found !== undefined) return found;
  const guess = nearest(name, items.map(nameOf));
  const where = kind === 'manifest' ? 'see the list of manifests' : `see agentpod get ${kind}s`;
  const hint = guess === undefined ? where : `did you mean ${guess}?`;
  throw new AgentPodError('InvalidInput', 'NotFound', `there is no ${kind} ${name}`, { hint });
}
