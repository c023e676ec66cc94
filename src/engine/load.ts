import pLimit from 'p-limit';
import { adapterFor } from '../core/agents/registry.ts';
import { type PodMemo, referencesFor, resolveDesired } from '../core/desired/resolve.ts';
import type { OwnedKeys } from '../core/manifests/check-owned.ts';
import { type Collection, collectManifests } from '../core/manifests/collect.ts';
import type { DocumentFinding, ManifestFile } from '../core/manifests/document.ts';
import { toDiagnostic } from '../core/manifests/positions.ts';
import { readManifestFile } from '../core/manifests/read-file.ts';
import { sortDiagnostics } from '../core/manifests/render-diagnostics.ts';
import { type SecretReference, sourceKey } from '../core/manifests/secret-references.ts';
import type { DesiredState } from '../core/model/desired.ts';
import { AgentPodError, isFailure, ManifestError } from '../core/model/errors.ts';
import type { AgentType } from '../core/schema/types.ts';
import type { ManifestSource, SourceFile } from '../ports/manifest-source.ts';
import type { SecretReader } from '../ports/secret-reader.ts';

/**
 * Manifests to desired state: reads the source and the secrets that it names, and throws one
 * `ManifestError` with everything that is wrong. Warnings ride in `desired.warnings`.
 */
export async function loadDesired(request: LoadRequest): Promise<Loaded> {
  const { source, secrets, cache = createLoadCache(), allowMissingSecrets = false } = request;
  const { files: texts, diagnostics: unreadable } = await source.read();
  const files = await parseFiles(texts, cache);
  const collection = collectManifests(files, unreadable.length === 0);
  const { fingerprints, findings: missing } = await readSecrets(collection, cache, {
    secrets,
    severity: allowMissingSecrets ? 'warning' : 'error',
  });
  const { memo } = cache;
  const { desired, findings } = resolveDesired(collection, { fingerprints, memo, ownedKeys });
  const diagnostics = sortDiagnostics([
    ...unreadable,
    ...files.flatMap((file) => file.diagnostics),
    ...[...collection.findings, ...missing, ...findings].map(toDiagnostic),
  ]);
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new ManifestError(diagnostics);
  }
  return { desired: { ...desired, warnings: diagnostics }, files };
}

export interface LoadRequest {
  readonly source: ManifestSource;
  readonly secrets: SecretReader;
  /** Keep one between loads, so that what did not change costs next to nothing. */
  readonly cache?: LoadCache;
  /** Missing secrets become warnings and have an empty fingerprint: never apply such a state. */
  readonly allowMissingSecrets?: boolean;
}

export interface Loaded {
  readonly desired: DesiredState;
  /** For positions of fields, see `findPodField`. */
  readonly files: readonly ManifestFile[];
}

export interface LoadCache {
  readonly files: Map<string, ManifestFile>;
  readonly memo: PodMemo;
}

export function createLoadCache(): LoadCache {
  return { files: new Map(), memo: new WeakMap() };
}

const MAX_CACHED_FILES = 10_000;

/** About 10 ms of parsing; then whatever else waits gets its turn. */
const FILES_IN_A_ROW = 16;

async function parseFiles(
  sources: readonly SourceFile[],
  cache: LoadCache,
): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = [];
  let parsed = 0;
  for (const source of sources) {
    const key = [source.hash, source.name, source.directory].join('\0');
    const known = cache.files.get(key);
    files.push(known ?? parseInto(cache, key, source));
    if (known) continue;
    parsed += 1;
    if (parsed % FILES_IN_A_ROW === 0) await new Promise((resume) => setImmediate(resume));
  }
  return files;
}

function parseInto(cache: LoadCache, key: string, source: SourceFile): ManifestFile {
  const file = readManifestFile(source);
  for (const oldest of cache.files.keys()) {
    if (cache.files.size < MAX_CACHED_FILES) break;
    cache.files.delete(oldest);
  }
  cache.files.set(key, file);
  return file;
}

function ownedKeys(agent: AgentType): OwnedKeys {
  const { ownedConfigKeys, ownedEnv } = adapterFor(agent);
  return { config: ownedConfigKeys, env: ownedEnv };
}

const SECRETS_AT_ONCE = 16;

interface SecretReading {
  readonly secrets: SecretReader;
  readonly severity: 'error' | 'warning';
}

/** Each distinct source is read once, however many pods name it. */
async function readSecrets(
  collection: Collection,
  cache: LoadCache,
  { secrets, severity }: SecretReading,
): Promise<{
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly findings: readonly DocumentFinding[];
}> {
  const uses = new Map<string, SecretReference[]>();
  for (const pod of collection.pods.values()) {
    for (const reference of referencesFor(pod, cache.memo).references) {
      const key = sourceKey(reference.source);
      const sharers = uses.get(key);
      if (sharers) sharers.push(reference);
      else uses.set(key, [reference]);
    }
  }
  const fingerprints = new Map<string, string>();
  const findings: DocumentFinding[] = [];
  const limit = pLimit(SECRETS_AT_ONCE);
  const readOne = async ([key, references]: [string, SecretReference[]]): Promise<void> => {
    const [first] = references;
    if (!first) return;
    try {
      fingerprints.set(key, secrets.fingerprint(await secrets.read(first.source)));
    } catch (error) {
      if (!isFailure(error, 'SecretMissing')) throw error;
      findings.push(...references.map((reference) => secretMissing(reference, error, severity)));
    }
  };
  await limit.map([...uses], readOne);
  return { fingerprints, findings };
}

function secretMissing(
  { document, path }: SecretReference,
  error: unknown,
  severity: SecretReading['severity'],
): DocumentFinding {
  const { message, hint } =
    error instanceof AgentPodError ? error : { message: '', hint: undefined };
  const text = { document, path, spot: 'value', rule: 'SecretMissing', message, severity } as const;
  return hint === undefined ? text : { ...text, hint };
}
