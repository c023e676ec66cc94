import { type FieldPath, formatPath, parsePath } from '../manifests/field-path.ts';
import { parseEncrypted } from './encrypted-value.ts';
import type { SopsFile, SopsLeaf } from './leaf.ts';
import type { SopsFormat } from './read-sops.ts';

/** Finds a value in a SOPS file by the key that a manifest gives, in the first document. */
export function findValue(
  { leaves }: SopsFile,
  key: string,
  format: SopsFormat,
): SopsLeaf | 'no-key' | 'not-single' | 'missing' {
  if (key === '' && format !== 'binary') return 'no-key';
  const places = plainPlaces(leaves.filter(({ document }) => document === 0));
  for (const wanted of readings(key, format)) {
    const leaf = places.get(wanted);
    if (leaf && leaf.value.kind !== 'null') return leaf;
    const below = (place: string) =>
      place.startsWith(wanted) && /^[.[]/.test(place.slice(wanted.length));
    if ([...places.keys()].some(below)) return 'not-single';
  }
  return 'missing';
}

/** What a key may mean: `a.0.b` is an entry of a list, or of a map whose keys look like numbers. */
function readings(key: string, format: SopsFormat): readonly string[] {
  if (format === 'binary') return [formatPath(key === '' ? ['data'] : parsePath(key))];
  // Names of variables hold no structure, so a dot in one is part of it.
  if (format === 'dotenv') return [formatPath([key])];
  const path = parsePath(key);
  const indexed = path.map((step) => (/^\d+$/.test(String(step)) ? Number(step) : step));
  return [...new Set([path, indexed].map(formatPath))];
}

/**
 * Leaves by the place that they have in the plain file: SOPS writes a comment in a list as one more
 * encrypted entry, which moves those after it.
 */
function plainPlaces(leaves: readonly SopsLeaf[]): ReadonlyMap<string, SopsLeaf> {
  const comments = new Set(leaves.filter(isComment).map(({ path }) => formatPath(path)));
  const places = new Map<string, SopsLeaf>();
  for (const leaf of leaves) {
    const place = formatPath(plainPath(leaf.path, comments));
    if (!isComment(leaf)) places.set(place, leaf);
  }
  return places;
}

function isComment({ value }: SopsLeaf): boolean {
  return value.kind === 'text' && parseEncrypted(value.text)?.type === 'comment';
}

function plainPath(path: FieldPath, comments: ReadonlySet<string>): FieldPath {
  if (comments.size === 0) return path;
  return path.map((step, depth) => {
    if (typeof step === 'string') return step;
    const above = path.slice(0, depth);
    const before = Array.from({ length: step }, (_, index) => formatPath([...above, index]));
    return step - before.filter((place) => comments.has(place)).length;
  });
}
