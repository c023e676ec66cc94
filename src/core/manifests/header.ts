import { isJsonObject, type JsonValue } from '../model/json.ts';
import { API_VERSION } from '../schema/pod.ts';
import { nearest } from '../util/suggest.ts';
import type { Finding, Kind } from './document.ts';
import { quote } from './quote.ts';

/** What kind of manifest a document claims to be, before its schema is looked at. */

const KINDS: readonly Kind[] = ['Tenant', 'Pod'];

export interface Header {
  /** Undefined when the document cannot be checked any further. */
  readonly kind: Kind | undefined;
  readonly findings: readonly Finding[];
}

export function readHeader(value: JsonValue): Header {
  if (!isJsonObject(value)) {
    const message = `${quote(value)} is not a manifest`;
    const hint = 'a manifest is a map with apiVersion, kind, metadata and spec';
    return {
      kind: undefined,
      findings: [{ path: [], spot: 'value', rule: 'NotAManifest', message, hint }],
    };
  }
  const kind = KINDS.find((known) => known === value['kind']);
  const findings = [...apiVersionFindings(value['apiVersion']), ...kindFindings(value['kind'])];
  return { kind, findings };
}

function apiVersionFindings(value: JsonValue | undefined): readonly Finding[] {
  if (value === API_VERSION) return [];
  const hint = `write apiVersion: ${API_VERSION}`;
  return [headerFinding('apiVersion', 'UnknownApiVersion', value, hint)];
}

function kindFindings(value: JsonValue | undefined): readonly Finding[] {
  if (KINDS.some((known) => known === value)) return [];
  const meant = typeof value === 'string' ? nearest(value, KINDS) : undefined;
  const hint = `${meant ? `did you mean ${meant}? ` : ''}known kinds: ${KINDS.join(', ')}`;
  return [headerFinding('kind', 'UnknownKind', value, hint)];
}

function headerFinding(
  key: string,
  rule: string,
  value: JsonValue | undefined,
  hint: string,
): Finding {
  if (value === undefined) {
    return {
      path: [key],
      spot: 'parent',
      rule: 'MissingKey',
      message: `"${key}" is missing`,
      hint,
    };
  }
  const message = `${quote(value)} is not a known ${key}`;
  return { path: [key], spot: 'value', rule, message, hint };
}
