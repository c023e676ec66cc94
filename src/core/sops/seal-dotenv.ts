import { dotenvLeaves } from './dotenv-leaves.ts';
import type { SopsLeaf } from './leaf.ts';
import { ALREADY_SEALED, type PlainFile, type SealRefusal } from './seal-text.ts';

/** A dotenv file: `NAME=value`, one a line. Metadata becomes names such as `sops_age__list_0__map_enc`. */
export function sealDotenv(text: string): PlainFile | SealRefusal {
  const file = dotenvLeaves(text);
  if (!file) {
    return {
      refused: 'is not a dotenv file',
      hint: 'write NAME=value, one a line, without "export"',
    };
  }
  if (file.metadata !== undefined) return ALREADY_SEALED;
  const { leaves } = file;
  return {
    leaves,
    hasComments: /^#/m.test(text),
    write: (encrypted, metadata) =>
      [...sealedLines(text, leaves, encrypted), ...metadataLines(metadata), ''].join('\n'),
  };
}

function sealedLines(
  text: string,
  leaves: readonly SopsLeaf[],
  encrypted: ReadonlyMap<SopsLeaf, string>,
): readonly string[] {
  const rest = leaves.values();
  const lines = text.split('\n').map((line) => {
    if (line === '' || line.startsWith('#')) return line;
    const leaf = rest.next().value;
    const value = leaf && encrypted.get(leaf);
    return value === undefined ? line : `${line.slice(0, line.indexOf('='))}=${value}`;
  });
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function metadataLines(metadata: Readonly<Record<string, unknown>>): readonly string[] {
  return flat(metadata, '')
    .map(([name, value]) => `sops_${name}=${value.replaceAll('\n', '\\n')}`)
    .sort();
}

function flat(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => flat(item, `${name}__list_${index}`));
  }
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, item]) =>
    flat(item, name === '' ? key : `${name}__map_${key}`),
  );
}
