import { adapterFor } from '../core/agents/registry.ts';
import { type PodMemo, referencesFor, resolveDesired } from '../core/desired/resolve.ts';
import type { OwnedKeys } from '../core/manifests/check-owned.ts';
import { collectManifests } from '../core/manifests/collect.ts';
import type { ManifestFile } from '../core/manifests/document.ts';
import { toDiagnostic } from '../core/manifests/positions.ts';
import { readManifestFile } from '../core/manifests/read-file.ts';
import { sortDiagnostics } from '../core/manifests/render-diagnostics.ts';
import type { DesiredState } from '../core/model/desired.ts';
import { ManifestError } from '../core/model/errors.ts';
import type { AgentType } from '../core/schema/types.ts';
import type { ManifestSource, SourceFile } from '../ports/manifest-source.ts';
import type { SecretReader } from '../ports/secret-reader.ts';
import { checkSeals } from './check-seals.ts';
import { readSecrets } from './read-secrets.ts';

/**
 * Manifests to desired state: reads the source and the secrets that it names, and throws one
 * `ManifestError` with everything that is wrong. Warnings ride in `desired.warnings`.
 */
export async function loadDesired(request: LoadRequest): Promise<Loaded> {
  const { source, secrets, cache = createLoadCache(), allowMissingSecrets = false } = request;
  const { files: texts, diagnostics: unreadable } = await source.read();
  const files = await parseFiles(texts, cache);
  const collection = collectManifests(files, unreadable.length === 0);
  const { memo, whole } = cache;
  const reading = { secrets, allowMissing: allowMissingSecrets };
  const seals = await checkSeals(files, whole, reading);
  const { fingerprints, findings: missing } = await readSecrets(collection, {
    ...reading,
    broken: seals.broken,
    referencesOf: (pod) => referencesFor(pod, memo).references,
  });
  const { now, known = [] } = request;
  const options = { fingerprints: new Map([...known, ...fingerprints]), memo, ownedKeys, now };
  const { desired, findings } = resolveDesired(collection, options);
  const diagnostics = sortDiagnostics([
    ...unreadable,
    ...files.flatMap((file) => file.diagnostics),
    ...[...seals.findings, ...collection.findings, ...missing, ...findings].map(toDiagnostic),
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
  /**
   * Missing secrets become warnings and have an empty fingerprint: never apply such a state. Nor are
   * programs run for secrets then, since looking at manifests must not do anything.
   */
  readonly allowMissingSecrets?: boolean;
  /** Fingerprints of secrets that may not be at hand now, by `sourceKey`. */
  readonly known?: ReadonlyMap<string, string>;
  /** For warnings of what has ended. */
  readonly now?: Date;
}

export interface Loaded {
  readonly desired: DesiredState;
  /** For positions of fields, see `findPodField`. */
  readonly files: readonly ManifestFile[];
}

export interface LoadCache {
  readonly files: Map<string, ManifestFile>;
  readonly memo: PodMemo;
  /** Files whose seal was found whole; a verdict, never what is under it. */
  readonly whole: WeakSet<ManifestFile>;
}

export function createLoadCache(): LoadCache {
  return { files: new Map(), memo: new WeakMap(), whole: new WeakSet() };
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
