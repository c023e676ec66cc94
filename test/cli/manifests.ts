import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CliBench } from './cli-run.ts';

/** Manifests for command line tests: small, and quick to read beside an expected output. */
export function tenant(name: string): string {
  return `apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata:
  name: ${name}
`;
}

export function stubPod(key: string, more = ''): string {
  return `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: ${key}
  labels: {tier: gold}
spec:
  agent: generic
  image: agentpod/stub-agent:1
  resources: {cpus: 0.5, memory: 64Mi}
  generic: {port: 8080}
${more}`;
}

/** On fakes; nothing of a model is needed. */
export function openclawPod(key: string, more = ''): string {
  return `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: ${key}
spec:
  image: ghcr.io/openclaw/openclaw:2026.9.6
  resources: {cpus: 0.5, memory: 64Mi}
${more}`;
}

export async function write(bench: CliBench, file: string, text: string): Promise<void> {
  const path = join(bench.folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Two tenants with one pod each, applied. */
export async function applyTwo(bench: CliBench): Promise<void> {
  await write(bench, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  await write(bench, 'tenants/globex.yaml', tenant('globex') + stubPod('globex/agent'));
  const { code, stderr } = await bench.run(['apply', '-f', 'tenants', '--yes']);
  if (code !== 0) throw new Error(stderr);
}
