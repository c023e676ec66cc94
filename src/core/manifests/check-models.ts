import { BUILT_IN_PROVIDERS } from '../desired/defaults.ts';
import { mergeDefaults, originOf } from '../desired/merge-defaults.ts';
import { nearest } from '../util/suggest.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** Providers that OpenClaw does not know must say where they are, and models must have a provider. */
export function checkModels(pod: PodInTenant): readonly DocumentFinding[] {
  const { spec } = pod.document.manifest;
  if (spec.agent === 'generic') return [];
  return [...checkProviders(pod), ...checkReferences(pod)];
}

function checkProviders({ document, tenant }: PodInTenant): readonly DocumentFinding[] {
  const { providers = {} } = mergeDefaults(document.manifest.spec, tenant.manifest.spec);
  const findings: DocumentFinding[] = [];
  for (const [id, provider] of Object.entries(providers)) {
    if (BUILT_IN_PROVIDERS.includes(id)) continue;
    const missing = (['baseUrl', 'models'] as const).filter((key) => provider[key] === undefined);
    if (missing.length === 0) continue;
    const meant = nearest(id, BUILT_IN_PROVIDERS);
    findings.push({
      ...originOf(document, tenant, 'providers', id),
      spot: 'key',
      rule: 'ProviderIncomplete',
      message: `${quote(id)} is not built in, so it needs ${missing.join(' and ')}`,
      hint: meant
        ? `did you mean ${meant}?`
        : `built in are ${BUILT_IN_PROVIDERS.join(', ')}; for another server write baseUrl and models`,
    });
  }
  return findings;
}

function checkReferences({ document, tenant }: PodInTenant): readonly DocumentFinding[] {
  const spec = mergeDefaults(document.manifest.spec, tenant.manifest.spec);
  if (!spec.model) return [];
  const known = [...Object.keys(spec.providers ?? {}), ...BUILT_IN_PROVIDERS];
  const { document: writer, path } = originOf(document, tenant, 'model');
  const references = [
    { path: [...path, 'primary'], reference: spec.model.primary },
    ...(spec.model.fallbacks ?? []).map((reference, index) => ({
      path: [...path, 'fallbacks', index],
      reference,
    })),
  ];
  return references.flatMap((item): readonly DocumentFinding[] => {
    const [id = ''] = item.reference.split('/');
    if (known.includes(id)) return [];
    const meant = nearest(id, known);
    const message = `${quote(item.reference)} names the provider ${quote(id)}, which is neither built in nor defined`;
    const hint = meant ? `did you mean ${meant}?` : `define it under providers.${id}`;
    return [
      { document: writer, path: item.path, spot: 'value', rule: 'UnknownProvider', message, hint },
    ];
  });
}
