/** Manifests that are edited over the status API, and how its answers are read. */
import type { Static } from 'typebox';
import Value from 'typebox/value';
import { expect } from 'vitest';
import { SHAPES, type ShapeName } from '../../src/core/api/shapes.ts';
import { sha256 } from '../../src/core/util/hash.ts';

export const FILE = 'tenants.yaml';
export const MANIFESTS = `# A customer
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: { name: acme }
---
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: { name: globex }
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: acme/agent }
spec: { image: "ghcr.io/openclaw/openclaw:2026.9.6" }
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: acme/other }
spec: { image: "ghcr.io/openclaw/openclaw:2026.9.6" }
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: globex/agent }
spec: { image: "ghcr.io/openclaw/openclaw:2026.9.6" }
`;
/** With one thing changed in one pod. */
export const NEWER = MANIFESTS.replace('2026.9.6', '2026.9.7');

/** An answer, which has to be in its form. */
export async function read<Name extends ShapeName>(
  name: Name,
  response: Response | Promise<Response>,
): Promise<Static<(typeof SHAPES)[Name]>> {
  const body: unknown = await (await response).json();
  expect(Value.Check(SHAPES[name], body)).toBe(true);
  return body as Static<(typeof SHAPES)[Name]>;
}
export const edit = (text: string, base: string | null = sha256(MANIFESTS), file = FILE) => ({
  edits: [{ file, base, text }],
});
