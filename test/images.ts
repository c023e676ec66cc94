import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the images that `scripts/versions.env` pins. */
const TEXT = readFileSync(join(import.meta.dirname, '../scripts/versions.env'), 'utf8');

const values = new Map<string, string>();
for (const [, name = '', value = ''] of TEXT.matchAll(/^([A-Z_]+)=(.*)$/gm)) {
  values.set(
    name,
    value.replaceAll(/\$\{([A-Z_]+)\}/g, (_, other: string) => values.get(other) ?? ''),
  );
}

/** Of a variable there, e.g. `TRAEFIK_IMAGE`. */
export function pinned(name: string): string {
  const value = values.get(name);
  if (value === undefined) throw new Error(`scripts/versions.env has no ${name}`);
  return value;
}

export const SOCKET_FILTER_IMAGE = pinned('SOCKET_FILTER_IMAGE');
