import { resolveEgress } from '../egress/policy.ts';
import type { PodDocument, TenantDocument } from '../manifests/document.ts';
import type { FieldPath } from '../manifests/field-path.ts';
import type { ResolvedPodSpec } from '../model/desired.ts';
import type { PodSpec, TenantSpec } from '../schema/types.ts';
import { parseSize } from '../util/size.ts';
import { BUILT_IN_IMAGE, DEFAULTS } from './defaults.ts';

/** A pod's spec, then its tenant's defaults, then ours: the first that says something wins. */

export type ResolvedSpec = Omit<ResolvedPodSpec, 'image'> & {
  /** Undefined when nobody names one and there is no built-in one. */
  readonly image: string | undefined;
};

export function mergeDefaults(pod: PodSpec, tenant: TenantSpec | undefined): ResolvedSpec {
  const agent = pod.agent ?? DEFAULTS.agent;
  const defaults = tenant?.defaults ?? {};
  const { image, resources, env, deletionPolicy, model, providers, generic, egress, ...rest } = pod;
  const openclaw = agent === 'openclaw';
  const chosenModel = model ?? (openclaw ? defaults.model : undefined);
  const allProviders = { ...(openclaw ? defaults.providers : {}), ...providers };
  const limits = { ...DEFAULTS.resources, ...defaults.resources, ...resources };
  return {
    ...rest,
    agent,
    image: image ?? defaults.image ?? BUILT_IN_IMAGE[agent],
    // The schema let it through, so it is a size.
    resources: { cpus: limits.cpus, memoryBytes: parseSize(limits.memory) ?? 0, pids: limits.pids },
    env: { ...defaults.env, ...env },
    deletionPolicy: deletionPolicy ?? DEFAULTS.deletionPolicy,
    onUnhealthy: rest.onUnhealthy ?? DEFAULTS.onUnhealthy,
    readiness: { ...DEFAULTS.readiness, ...rest.readiness },
    egress: resolveEgress(egress ?? defaults.egress ?? DEFAULTS.egress),
    ...(chosenModel ? { model: chosenModel } : {}),
    ...(Object.keys(allProviders).length > 0 ? { providers: allProviders } : {}),
    ...(generic ? { generic: { ...DEFAULTS.generic, ...generic } } : {}),
  };
}

/** Where a field that a pod may inherit is written. */
export interface Origin {
  readonly document: PodDocument | TenantDocument;
  readonly path: FieldPath;
}

/** `steps` below the spec, e.g. `['providers', 'openai']`; the first two decide who wrote it. */
export function originOf(pod: PodDocument, tenant: TenantDocument, ...steps: string[]): Origin {
  const [field = '', key] = steps;
  const own = has(pod.manifest.spec, field, key);
  const inherited = has(tenant.manifest.spec?.defaults, field, key);
  return own || !inherited
    ? { document: pod, path: ['spec', ...steps] }
    : { document: tenant, path: ['spec', 'defaults', ...steps] };
}

function has(object: object | undefined, field: string, key: string | undefined): boolean {
  const value: unknown = object && Reflect.get(object, field);
  if (value === undefined || key === undefined) return value !== undefined;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
