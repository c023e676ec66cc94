import { checkBotTokens } from '../manifests/check-bot-tokens.ts';
import { checkDefaultEgress } from '../manifests/check-egress.ts';
import { checkDomain, checkHostsTaken, hostsOf } from '../manifests/check-hosts.ts';
import { expiredRules } from '../manifests/check-ignore-drift.ts';
import type { OwnedKeys } from '../manifests/check-owned.ts';
import { checkPod } from '../manifests/check-pod.ts';
import { checkQuotas } from '../manifests/check-quota.ts';
import { type Collection, isCertain, type PodInTenant } from '../manifests/collect.ts';
import type { DocumentFinding, PodDocument, TenantDocument } from '../manifests/document.ts';
import {
  type SecretReference,
  type SecretReferences,
  secretReferences,
  sourceKey,
} from '../manifests/secret-references.ts';
import type { DesiredPod, DesiredState, DesiredTenant } from '../model/desired.ts';
import { RECONCILE, REQUESTED_AT } from '../schema/metadata.ts';
import type { AgentType } from '../schema/types.ts';
import { DEFAULTS } from './defaults.ts';
import { mergeDefaults } from './merge-defaults.ts';
import { ROUTE_USERS } from './secret-names.ts';

/**
 * Valid documents and the fingerprints of their secrets to desired state, with all that is wrong
 * across fields and documents. What has findings is best left alone: its values may be half right.
 */
export function resolveDesired(
  collection: Collection,
  options: ResolveOptions,
): {
  readonly desired: Omit<DesiredState, 'warnings'>;
  readonly findings: readonly DocumentFinding[];
} {
  const { memo, fingerprints } = options;
  const { checkable } = collection;
  const resolved = [...collection.pods.values()].map((pod) => resolvePod(pod, options));
  const drafts = checkable.pods.filter(({ key }) => !collection.pods.has(key));
  const referencesOf = (pod: PodInTenant) => referencesFor(pod, memo).references;
  return {
    desired: {
      tenants: [...collection.tenants.values()]
        .map(toDesiredTenant)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      pods: resolved.map(({ desired }) => desired).sort((a, b) => (a.key < b.key ? -1 : 1)),
    },
    findings: [
      ...checkable.tenants.flatMap(checkDomain),
      ...checkable.tenants.flatMap(checkDefaultEgress),
      ...resolved.flatMap(({ findings }) => findings),
      ...drafts.flatMap((pod) => findingsOf(pod, options)),
      ...checkHostsTaken(
        checkable.pods.filter((pod) => isCertain(pod, 'hosts') && isCertain(pod, 'route')),
      ),
      ...(options.now === undefined ? [] : expiredRules(checkable.pods, options.now)),
      ...checkQuotas(checkable.tenants, checkable.pods),
      ...checkBotTokens(checkable.pods, referencesOf, fingerprints),
    ],
  };
}

export interface ResolveOptions {
  /** By `sourceKey`; a missing one becomes the empty fingerprint. */
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly ownedKeys: (agent: AgentType) => OwnedKeys;
  readonly memo: PodMemo;
  /** What ended by now is warned of; nothing is when absent. */
  readonly now?: Date | undefined;
}

/** What was made of a pod's document last time; the same input gives the identical object. */
export type PodMemo = WeakMap<PodDocument, MemoEntry>;

interface MemoEntry {
  readonly tenant: TenantDocument;
  readonly secrets: SecretReferences;
  resolved?: ResolvedPod & { readonly fingerprints: string };
}

interface ResolvedPod {
  readonly desired: DesiredPod;
  readonly findings: readonly DocumentFinding[];
}

/** The pod's secrets, so that fingerprints can be made before it is resolved. */
export function referencesFor(pod: PodInTenant, memo: PodMemo): SecretReferences {
  return entryFor(pod, memo).secrets;
}

function entryFor(pod: PodInTenant, memo: PodMemo): MemoEntry {
  const known = memo.get(pod.document);
  if (known?.tenant === pod.tenant) return known;
  const entry: MemoEntry = { tenant: pod.tenant, secrets: secretReferences(pod) };
  memo.set(pod.document, entry);
  return entry;
}

function resolvePod(pod: PodInTenant, options: ResolveOptions): ResolvedPod {
  const entry = entryFor(pod, options.memo);
  const { references } = entry.secrets;
  const fingerprints = references.map(({ source }) => fingerprintOf(source, options)).join();
  if (entry.resolved?.fingerprints !== fingerprints) {
    entry.resolved = { ...buildPod(pod, entry.secrets, options), fingerprints };
  }
  return entry.resolved;
}

function buildPod(
  pod: PodInTenant,
  secrets: SecretReferences,
  options: ResolveOptions,
): ResolvedPod {
  const { key, name, document, tenant } = pod;
  const { spec, metadata } = document.manifest;
  const merged = mergeDefaults(spec, tenant.manifest.spec);
  const agent = spec.agent ?? DEFAULTS.agent;
  const materials = secrets.references.map(({ name: file, source }) => ({
    name: file,
    source,
    fingerprint: fingerprintOf(source, options),
  }));
  const desired: DesiredPod = {
    key,
    tenant: tenant.name,
    name,
    labels: metadata.labels ?? {},
    agent,
    spec: { ...merged, image: merged.image ?? '' },
    leftAlone: [metadata, tenant.manifest.metadata].some(isLeftAlone),
    requestedAt: [metadata, tenant.manifest.metadata].map(requestOf).join(' ').trim(),
    suspended: (spec.suspended ?? DEFAULTS.suspended) || isSuspended(tenant),
    hosts: hostsOf(pod),
    secrets: materials.filter((secret) => secret.name !== ROUTE_USERS),
    routeSecrets: materials.filter((secret) => secret.name === ROUTE_USERS),
    position: document.position,
  };
  return { desired, findings: findingsOf(pod, options) };
}

function findingsOf(pod: PodInTenant, options: ResolveOptions): readonly DocumentFinding[] {
  const { findings } = referencesFor(pod, options.memo);
  return [...findings, ...checkPod(pod, options.ownedKeys)];
}

function isLeftAlone({ annotations = {} }: Metadata): boolean {
  return annotations[RECONCILE] === 'disabled';
}

function requestOf({ annotations = {} }: Metadata): string {
  return annotations[REQUESTED_AT] ?? '';
}

type Metadata = PodDocument['manifest']['metadata'] | TenantDocument['manifest']['metadata'];

function isSuspended(tenant: TenantDocument): boolean {
  return tenant.manifest.spec?.suspended ?? DEFAULTS.suspended;
}

function fingerprintOf(
  source: SecretReference['source'],
  { fingerprints }: ResolveOptions,
): string {
  return fingerprints.get(sourceKey(source)) ?? '';
}

function toDesiredTenant({ manifest, position }: TenantDocument): DesiredTenant {
  const { metadata, spec = {} } = manifest;
  return { name: metadata.name, labels: metadata.labels ?? {}, spec, position };
}
