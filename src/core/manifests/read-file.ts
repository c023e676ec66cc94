import type { Diagnostic } from '../model/diagnostic.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { checkDocument } from './check-document.ts';
import type { Finding, ManifestDocument, ManifestFile, ManifestText } from './document.ts';
import { readHeader } from './header.ts';
import { describe, offsetOf, toPosition } from './positions.ts';
import {
  encryptedFields,
  isSecretsFile,
  type Seal,
  sealOf,
  withoutSeal,
} from './sealed-document.ts';
import { syntaxFindings } from './syntax.ts';
import {
  MAX_DEPTH,
  MAX_DOCUMENTS,
  parseYaml,
  type YamlDocument,
  type YamlTree,
} from './yaml-tree.ts';
import { toValue, type YamlValue } from './yaml-value.ts';

/** One file's text to documents that are valid by themselves, and to all that is wrong with it. */

/** UTF-16 code units; the source refuses larger files before reading them. */
const MAX_CHARACTERS = 2 ** 20;

interface Reading {
  readonly source: ManifestText;
  readonly tree: YamlTree;
  readonly diagnostics: Diagnostic[];
  /** Undefined when SOPS did not encrypt the file, or its first document was not read yet. */
  seal: Seal | undefined;
}

export function readManifestFile(source: ManifestText): ManifestFile {
  if (source.text.length > MAX_CHARACTERS) return tooLarge(source);
  const tree = parseYaml(source.text);
  const reading: Reading = { source, tree, diagnostics: [], seal: undefined };
  const documents: ManifestDocument[] = [];
  let complete = tree.stopped === undefined;
  for (const [index, document] of tree.documents.entries()) {
    const read = readDocument(document, index, reading);
    if (read === 'unreadable') complete = false;
    else if (read) documents.push(read);
  }
  if (tree.stopped) reading.diagnostics.push(stopDiagnostic(reading, tree.stopped));
  const sealed = reading.seal?.keys !== undefined && documents.length > 0;
  return { source, documents, diagnostics: reading.diagnostics, complete, sealed };
}

/** Undefined for an empty document. */
function readDocument(
  document: YamlDocument,
  index: number,
  reading: Reading,
): ManifestDocument | 'unreadable' | undefined {
  const syntax = syntaxFindings(document);
  for (const finding of syntax) report(finding, finding.offset, reading);
  if (syntax.length > 0) return 'unreadable';
  const read = toValue(document, (offset) => reading.tree.lines.linePos(offset).line);
  for (const finding of read.findings) report(finding, finding.offset, reading);
  if (read.value === null && read.findings.length === 0) return undefined;
  if (index === 0) reading.seal = sealOf(read.value);
  if (!reading.seal) return readManifest({ document, index, read }, reading);
  const unsealed = { ...read, value: withoutSeal(read.value) };
  return readSealed({ document, index, read: unsealed }, reading.seal, reading);
}

interface Candidate {
  readonly document: YamlDocument;
  readonly index: number;
  readonly read: YamlValue;
}

/** Undefined for a file of secrets, which is no manifest. */
function readSealed(
  candidate: Candidate,
  seal: Seal,
  reading: Reading,
): ManifestDocument | 'unreadable' | undefined {
  const { document, index, read } = candidate;
  if (isSecretsFile(read.value)) return undefined;
  const ofFile = index === 0 ? seal.findings : [];
  const findings = [...ofFile, ...encryptedFields(read.value, readHeader(read.value).kind)];
  reportAll(findings, document, reading);
  return findings.length > 0 || !seal.keys ? 'unreadable' : readManifest(candidate, reading);
}

function readManifest(
  { document, index, read }: Candidate,
  reading: Reading,
): ManifestDocument | 'unreadable' {
  const { kind, findings, manifest, draft } = checkDocument(document, read);
  reportAll(findings, document, reading);
  if (!kind) return 'unreadable';
  const offset = offsetOf(document, ['metadata', 'name'], 'value');
  return {
    source: reading.source,
    index,
    kind,
    name: nameIn(read.value),
    manifest,
    draft,
    position: toPosition(reading.source, reading.tree, offset),
    sealedFor: reading.seal?.keys,
  };
}

function nameIn(value: JsonValue): string {
  const metadata = isJsonObject(value) ? value['metadata'] : undefined;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' ? name : '';
}

function reportAll(findings: readonly Finding[], document: YamlDocument, reading: Reading): void {
  for (const finding of findings) {
    report(finding, offsetOf(document, finding.path, finding.spot), reading);
  }
}

function report(finding: Finding, offset: number, reading: Reading): void {
  reading.diagnostics.push(describe(finding, toPosition(reading.source, reading.tree, offset)));
}

function stopDiagnostic(
  { source, tree }: Reading,
  { why, offset }: NonNullable<YamlTree['stopped']>,
): Diagnostic {
  return describe({ path: [], spot: 'value', ...STOPS[why] }, toPosition(source, tree, offset));
}

const STOPS = {
  depth: { rule: 'TooDeep', message: `values are nested more than ${MAX_DEPTH} levels deep` },
  documents: {
    rule: 'TooManyDocuments',
    message: `the file has more than ${MAX_DOCUMENTS} documents`,
    hint: 'split it into several files',
  },
  errors: { rule: 'YamlSyntax', message: 'not valid YAML: more errors than are worth reading' },
} as const;

function tooLarge(source: ManifestText): ManifestFile {
  const message = 'the text is larger than 1 MiB';
  const hint = 'split it into several files';
  const finding: Finding = { path: [], spot: 'value', rule: 'FileTooLarge', message, hint };
  const diagnostic = describe(finding, { file: source.name, line: 1, column: 1 });
  return { source, documents: [], diagnostics: [diagnostic], complete: false, sealed: false };
}
