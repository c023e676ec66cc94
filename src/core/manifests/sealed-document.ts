import { isJsonObject, type JsonValue } from '../model/json.ts';
import { PodManifest } from '../schema/pod.ts';
import { SECRET_REFERENCE_TITLE } from '../schema/scalars.ts';
import { TenantManifest } from '../schema/tenant.ts';
import { isEncrypted } from '../sops/encrypted-value.ts';
import { readMetadata, type SopsKeys } from '../sops/metadata.ts';
import type { Finding, Kind } from './document.ts';
import type { FieldPath } from './field-path.ts';

/**
 * Manifests that SOPS encrypted in place. Only the `value` of a secret reference may be encrypted:
 * everything else ends up in plans and labels, so encrypting it would promise what cannot be kept.
 */

export interface Seal {
  /** Undefined when nobody is known who could open it. */
  readonly keys: SopsKeys | undefined;
  readonly findings: readonly Finding[];
}

const METADATA = 'sops';

/** The seal of a file, which its first document carries; undefined when it carries none. */
export function sealOf(first: JsonValue): Seal | undefined {
  const metadata = isJsonObject(first) ? first[METADATA] : undefined;
  if (!isJsonObject(metadata)) return undefined;
  const read = readMetadata(metadata);
  if ('metadata' in read) return { keys: read.metadata.keys, findings: [] };
  return { keys: undefined, findings: [{ ...read.problem, spot: 'value' }] };
}

export function withoutSeal(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const { [METADATA]: _, ...rest } = value;
  return rest;
}

/** A file of secrets that lies beside the manifests; SOPS does not encrypt keys. */
export function isSecretsFile(value: JsonValue): boolean {
  return isJsonObject(value) && !('apiVersion' in value) && !('kind' in value);
}

/** One finding for all fields that are encrypted and must not be; `kind` when it can be read. */
export function encryptedFields(value: JsonValue, kind: Kind | undefined): readonly Finding[] {
  const paths = [...encryptedPaths(value, [])].filter((path) => !isReferenceValue(path, kind));
  const [first, ...others] = paths;
  if (!first) return [];
  const what = others.length === 0 ? 'this value is' : `this value and ${others.length} more are`;
  const message = `${what} encrypted, but only the value of a secret reference can be`;
  const hint = "decrypt the file, and encrypt it again with --encrypted-regex '^value$'";
  return [{ path: first, spot: 'value', rule: 'EncryptedField', message, hint }];
}

function* encryptedPaths(value: JsonValue, path: FieldPath): Iterable<FieldPath> {
  if (isEncrypted(value)) yield path;
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* encryptedPaths(item, [...path, index]);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* encryptedPaths(item, [...path, key]);
  }
}

function isReferenceValue(path: FieldPath, kind: Kind | undefined): boolean {
  let schema: Schema | undefined = kind && SCHEMAS[kind];
  for (const step of path.slice(0, -1)) schema = schema && below(schema, step);
  return path.at(-1) === 'value' && schema?.title === SECRET_REFERENCE_TITLE;
}

interface Schema {
  readonly title?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
}

// The library's own types say nothing about what stands below a key.
const SCHEMAS = { Pod: PodManifest, Tenant: TenantManifest } as unknown as Record<Kind, Schema>;

function below(schema: Schema, step: string | number): Schema | undefined {
  if (typeof step === 'number') return schema.items;
  const { properties = {}, additionalProperties: free } = schema;
  if (Object.hasOwn(properties, step)) return properties[step];
  return typeof free === 'object' ? free : undefined;
}
