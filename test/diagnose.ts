import { type PodMemo, referencesFor, resolveDesired } from '../src/core/desired/resolve.ts';
import type { OwnedKeys } from '../src/core/manifests/check-owned.ts';
import { collectManifests } from '../src/core/manifests/collect.ts';
import type { ManifestFile } from '../src/core/manifests/document.ts';
import { toDiagnostic } from '../src/core/manifests/positions.ts';
import { readManifestFile } from '../src/core/manifests/read-file.ts';
import { renderDiagnostics, sortDiagnostics } from '../src/core/manifests/render-diagnostics.ts';
import { sourceKey } from '../src/core/manifests/secret-references.ts';
import type { DesiredState } from '../src/core/model/desired.ts';
import type { Diagnostic } from '../src/core/model/diagnostic.ts';

/** The pure part of loading, for tests: texts by file name to desired state and diagnostics. */

export const OWNED: OwnedKeys = {
  config: { 'gateway.port': 'AgentPod leases ports', update: 'the image is pinned' },
  env: { HOME: 'it is the state volume' },
};

export interface Diagnosed {
  readonly desired: Omit<DesiredState, 'warnings'>;
  readonly diagnostics: readonly Diagnostic[];
}

/** `values` are secrets by source key, e.g. `env:TOKEN`; every other one reads as its own key. */
export function load(
  texts: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>> = {},
): Diagnosed {
  const files = Object.entries(texts).map(([name, text]) => readText(name, text));
  return loadFiles(files, values);
}

export function readText(name: string, text: string): ManifestFile {
  return readManifestFile({ name, directory: '/manifests', text });
}

export function loadFiles(
  files: readonly ManifestFile[],
  values: Readonly<Record<string, string>> = {},
): Diagnosed {
  const collection = collectManifests(files);
  const memo: PodMemo = new WeakMap();
  const fingerprints = new Map<string, string>();
  for (const pod of collection.pods.values()) {
    for (const { source } of referencesFor(pod, memo).references) {
      const key = sourceKey(source);
      fingerprints.set(key, values[key] ?? key);
    }
  }
  const options = { fingerprints, memo, ownedKeys: () => OWNED };
  const { desired, findings } = resolveDesired(collection, options);
  const own = files.flatMap((file) => file.diagnostics);
  const across = [...collection.findings, ...findings].map(toDiagnostic);
  return { desired, diagnostics: sortDiagnostics([...own, ...across]) };
}

/** What a user would read. */
export function diagnose(
  texts: Readonly<Record<string, string>>,
  values?: Readonly<Record<string, string>>,
): string {
  return renderDiagnostics(load(texts, values).diagnostics).trimEnd();
}

export const TENANT = `apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: { name: acme }
`;

/** A pod of acme with this spec, already indented by two. Its spec starts in line 5. */
export function podText(spec: string, name = 'acme/agent'): string {
  return `apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: ${name} }
spec:
${spec}
`;
}
