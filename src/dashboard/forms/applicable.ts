import { valueAt } from '../../core/config-drift/config-path.ts';
import type { JsonObject } from '../../core/model/json.ts';
import type { Field } from './fields.ts';
import type { Section } from './layout.ts';

/** Fields of one kind of agent; the manifest's check has the same lists. */
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  openclaw: ['model', 'providers', 'channels', 'skills', 'mcpServers', 'config', 'configOwnership'],
  generic: ['generic'],
};

/** Without what the kind of agent has no use for, unless it is set and has to be taken away. */
export function applicable(sections: readonly Section[], data: JsonObject): readonly Section[] {
  const agent = valueAt(data, ['spec', 'agent']) ?? 'openclaw';
  const fits = ({ path }: Field): boolean => {
    const owner = Object.keys(OF_KIND).find((kind) => OF_KIND[kind]?.includes(path[1] ?? ''));
    return owner === undefined || owner === agent || valueAt(data, path) !== undefined;
  };
  return sections
    .map(({ id, fields }) => ({ id, fields: fields.filter(fits) }))
    .filter(({ fields }) => fields.length > 0);
}
