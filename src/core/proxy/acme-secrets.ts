import type { AcmeSettings } from '../model/proxy.ts';
import type { ReadableSource } from '../model/secret.ts';
import { ACME_ROOT } from './proxy-files.ts';

/** What the ACME client gets as files: the DNS provider's variables, and a private authority's root. */
export function acmeSecretSources({
  dnsVariables,
  caFile,
}: AcmeSettings): readonly { readonly name: string; readonly source: ReadableSource }[] {
  return [
    ...dnsVariables.map((name) => ({ name, source: { kind: 'env', name } as const })),
    ...(caFile === undefined
      ? []
      : [{ name: ACME_ROOT, source: { kind: 'file', path: caFile } as const }]),
  ];
}
