import pLimit from 'p-limit';
import type { Collection, PodInTenant } from '../core/manifests/collect.ts';
import type { DocumentFinding } from '../core/manifests/document.ts';
import { type SecretReference, sourceKey } from '../core/manifests/secret-references.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { SecretReader } from '../ports/secret-reader.ts';

/** Fingerprints of all secrets that the manifests name, and a finding for each that cannot be had. */
export async function readSecrets(
  collection: Collection,
  reading: SecretReading,
): Promise<SecretsRead> {
  const { secrets } = reading;
  const fingerprints = new Map<string, string>();
  const findings: DocumentFinding[] = [];
  const readOne = async ([key, references]: [string, SecretReference[]]): Promise<void> => {
    const [first] = references;
    if (!first || isPassedOver(first, reading)) return;
    try {
      fingerprints.set(key, secrets.fingerprint(await secrets.read(first.source)));
    } catch (error) {
      if (!isSecretProblem(error)) throw error;
      findings.push(...references.map((reference) => toFinding(reference, error, reading)));
    }
  };
  const limit = pLimit(SECRETS_AT_ONCE);
  await limit.map([...usesOf(collection, reading)], readOne);
  return { fingerprints, findings };
}

export interface SecretReading {
  readonly secrets: SecretReader;
  /** See `LoadRequest`. */
  readonly allowMissing: boolean;
  /** Files whose seal is broken or cannot be opened, which is said once for the file. */
  readonly broken: ReadonlySet<string>;
  readonly referencesOf: (pod: PodInTenant) => readonly SecretReference[];
}

export interface SecretsRead {
  /** By `sourceKey`. */
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly findings: readonly DocumentFinding[];
}

const SECRETS_AT_ONCE = 16;

/** Each distinct source is read once, however many pods name it. */
function usesOf(
  collection: Collection,
  { referencesOf }: SecretReading,
): Map<string, SecretReference[]> {
  const uses = new Map<string, SecretReference[]>();
  for (const pod of collection.pods.values()) {
    for (const reference of referencesOf(pod)) {
      const key = sourceKey(reference.source);
      const sharers = uses.get(key);
      if (sharers) sharers.push(reference);
      else uses.set(key, [reference]);
    }
  }
  return uses;
}

function isPassedOver(
  { source, document }: SecretReference,
  { allowMissing, broken }: SecretReading,
): boolean {
  if (source.kind === 'exec') return allowMissing;
  return source.kind === 'sealed' && broken.has(document.source.name);
}

const MISSING = 'SecretMissing';
const UNCHECKED = 'SecretUnchecked';
const PROBLEMS = new Set([MISSING, UNCHECKED, 'SecretBroken', 'SecretRefused']);

function isSecretProblem(error: unknown): error is AgentPodError {
  return error instanceof AgentPodError && PROBLEMS.has(error.reason);
}

/**
 * What is not at hand may be elsewhere; what is broken or refused is so everywhere. What nobody looked
 * for is looked for when the state is open, and nothing is applied without that.
 */
function toFinding(
  { document, path }: SecretReference,
  { reason: rule, message, hint }: AgentPodError,
  { allowMissing }: SecretReading,
): DocumentFinding {
  const mayBe = rule === UNCHECKED || (rule === MISSING && allowMissing);
  const severity = mayBe ? 'warning' : 'error';
  const finding = { document, path, spot: 'value', rule, message, severity } as const;
  return hint === undefined ? finding : { ...finding, hint };
}
