import type { Position } from '../model/diagnostic.ts';
import { type PodKey, podKey } from '../model/resource.ts';
import { nearest } from '../util/suggest.ts';
import type {
  DocumentFinding,
  ManifestDocument,
  ManifestFile,
  PodDocument,
  TenantDocument,
} from './document.ts';
import { quote } from './quote.ts';

/** Documents of all files to one set of tenants and pods: each name once, each pod with a tenant. */

export interface Collection {
  /** By name, in the order of the files. */
  readonly tenants: ReadonlyMap<string, TenantDocument>;
  /** By key, in the order of the files. Only pods whose tenant is valid as well. */
  readonly pods: ReadonlyMap<PodKey, PodInTenant>;
  /** These and what is left of invalid ones, for checks only; in the order of the files. */
  readonly checkable: {
    readonly tenants: readonly TenantDocument[];
    readonly pods: readonly PodInTenant[];
  };
  readonly findings: readonly DocumentFinding[];
}

export interface PodInTenant {
  readonly key: PodKey;
  readonly name: string;
  readonly document: PodDocument;
  readonly tenant: TenantDocument;
}

/** `complete: false` when a file could not be read, so that a missing tenant may well exist. */
export function collectManifests(files: readonly ManifestFile[], complete = true): Collection {
  const findings: DocumentFinding[] = [];
  const documents = files.flatMap((file) => file.documents).map(withDraft);
  const named = collectTenants(documents, findings);
  const pods = new Map<PodKey, PodInTenant>();
  const places = new Map<PodKey, Position>();
  const everyFile = complete && files.every((file) => file.complete);
  for (const document of documents) {
    if (!isPod(document)) continue;
    const owner = ownerOf(document, findings);
    if (!owner) continue;
    const key = podKey(owner.tenant, owner.pod);
    const first = places.get(key);
    if (first) {
      findings.push(duplicate(document, `pod ${key}`, first));
      continue;
    }
    places.set(key, document.position);
    const tenant = named.get(owner.tenant);
    if (tenant && isTenant(tenant)) {
      pods.set(key, { key, name: owner.pod, document, tenant });
    } else if (!tenant && everyFile) {
      findings.push(unknownTenant(document, owner, named.keys()));
    }
  }
  const tenants = [...named.values()].filter(isTenant);
  return {
    tenants: new Map(tenants.filter(isValid).map((tenant) => [tenant.name, tenant])),
    pods: new Map(
      [...pods].filter(([, { document, tenant }]) => [document, tenant].every(isValid)),
    ),
    checkable: { tenants, pods: [...pods.values()] },
    findings,
  };
}

/** Whether a field of a pod, or the tenant's default for it, says all that its author wrote. */
export function isCertain({ document, tenant }: PodInTenant, field: string): boolean {
  if (document.draft?.doubtful.has(field)) return false;
  const { doubtful } = tenant.draft ?? {};
  return !doubtful?.has(field) && !doubtful?.has('defaults');
}

function withDraft(document: ManifestDocument): ManifestDocument {
  return document.draft ? { ...document, manifest: document.draft.manifest } : document;
}

function isValid(document: ManifestDocument): boolean {
  return document.draft === undefined;
}

/** Invalid ones too, so that their pods are not said to have no tenant. */
function collectTenants(
  documents: readonly ManifestDocument[],
  findings: DocumentFinding[],
): Map<string, ManifestDocument> {
  const tenants = new Map<string, ManifestDocument>();
  for (const document of documents) {
    if (document.kind !== 'Tenant' || document.name === '') continue;
    const first = tenants.get(document.name);
    if (first) findings.push(duplicate(document, `tenant ${quote(document.name)}`, first.position));
    else tenants.set(document.name, document);
  }
  return tenants;
}

function isTenant(document: ManifestDocument): document is TenantDocument {
  return document.manifest?.kind === 'Tenant';
}

function isPod(document: ManifestDocument): document is PodDocument {
  return document.manifest?.kind === 'Pod';
}

interface Owner {
  readonly tenant: string;
  readonly pod: string;
  /** Where the tenant is named. */
  readonly path: readonly string[];
}

function ownerOf(document: PodDocument, findings: DocumentFinding[]): Owner | undefined {
  const { metadata, spec } = document.manifest;
  const [first = '', second] = metadata.name.split('/');
  const named = second === undefined ? undefined : first;
  const pod = second ?? first;
  const tenant = spec.tenant ?? named;
  if (tenant === undefined) {
    findings.push({
      document,
      path: ['spec', 'tenant'],
      spot: 'parent',
      rule: 'TenantMissing',
      message: `pod ${quote(pod)} names no tenant`,
      hint: `write spec.tenant: NAME, or metadata.name: NAME/${pod}`,
    });
    return undefined;
  }
  if (named !== undefined && named !== tenant) {
    findings.push({
      document,
      path: ['spec', 'tenant'],
      spot: 'value',
      rule: 'TenantConflict',
      message: `${quote(tenant)} is not the tenant that metadata.name says, which is ${quote(named)}`,
      hint: 'keep one of them',
    });
    return undefined;
  }
  const path = spec.tenant === undefined ? ['metadata', 'name'] : ['spec', 'tenant'];
  return { tenant, pod, path };
}

function unknownTenant(
  document: PodDocument,
  owner: Owner,
  known: Iterable<string>,
): DocumentFinding {
  const meant = nearest(owner.tenant, known);
  return {
    document,
    path: owner.path,
    spot: 'value',
    rule: 'UnknownTenant',
    message: `there is no tenant ${quote(owner.tenant)}`,
    hint: meant ? `did you mean ${meant}?` : `add a manifest of kind Tenant with that name`,
  };
}

function duplicate(document: ManifestDocument, what: string, first: Position): DocumentFinding {
  return {
    document,
    path: ['metadata', 'name'],
    spot: 'value',
    rule: 'DuplicateName',
    message: `${what} is already defined at ${formatPosition(first)}`,
    hint: 'remove or rename one of them',
  };
}

export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
