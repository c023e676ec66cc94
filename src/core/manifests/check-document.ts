import type { Manifest } from '../schema/types.ts';
import type { Finding, Kind } from './document.ts';
import { type Draft, draftOf } from './draft.ts';
import { type FieldPath, startsWith } from './field-path.ts';
import { readHeader } from './header.ts';
import { writtenAt } from './positions.ts';
import { quote } from './quote.ts';
import { validate } from './validate.ts';
import type { YamlDocument } from './yaml-tree.ts';
import type { OldBoolean, YamlValue } from './yaml-value.ts';

/** One document by itself: its header, its schema, and words that YAML readers disagree about. */

export interface Verdict {
  /** Undefined when the document cannot be checked any further. */
  readonly kind: Kind | undefined;
  /** Without those that came with the value. */
  readonly findings: readonly Finding[];
  readonly manifest: Manifest | undefined;
  readonly draft: Draft | undefined;
}

/** `read.value` is without what SOPS wrote; `read.findings` are already reported. */
export function checkDocument(document: YamlDocument, read: YamlValue): Verdict {
  const { value } = read;
  const header = readHeader(value);
  const { kind } = header;
  if (!kind) return { kind, findings: header.findings, manifest: undefined, draft: undefined };
  const schema = validate(kind, value, (path) => writtenAt(document, path));
  const findings = [...header.findings, ...schema.filter((finding) => isNews(finding, read))];
  findings.push(...ambiguousWords(read, findings));
  const all = [...read.findings, ...findings];
  if (all.length > 0)
    return { kind, findings, manifest: undefined, draft: draftOf(value, kind, all) };
  // Validated right above; nothing else turns data into a manifest.
  return { kind, findings, manifest: value as unknown as Manifest, draft: undefined };
}

/** A value that could not be read was replaced, so what the schema says about it means nothing. */
function isNews({ path }: Finding, { findings }: YamlValue): boolean {
  return !findings.some((known) => known.spot === 'value' && isSame(known.path, path));
}

/** Only where nothing else is wrong: a boolean is wanted there, or the key itself is unknown. */
function ambiguousWords(read: YamlValue, findings: readonly Finding[]): readonly Finding[] {
  const known = [...read.findings, ...findings];
  return read.oldBooleans
    .filter(({ path }) => !known.some((finding) => startsWith(path, finding.path)))
    .map(ambiguousWord);
}

function ambiguousWord({ path, word }: OldBoolean): Finding {
  const message = `${word} without quotes is a boolean to YAML 1.1 and text to YAML 1.2`;
  const isFree = path[0] === 'spec' && path[1] === 'config';
  const hint = `put it in quotes: ${quote(word)}${isFree ? ', or write true or false' : ''}`;
  return { path, spot: 'value', rule: 'AmbiguousWord', message, hint };
}

function isSame(a: FieldPath, b: FieldPath): boolean {
  return a.length === b.length && startsWith(a, b);
}
