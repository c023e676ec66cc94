import type { Static } from 'typebox';
import type { PodManifest as PodManifestSchema, PodSpec as PodSpecSchema } from './pod.ts';
import type { SecretRef as SecretRefSchema } from './scalars.ts';
import type {
  TenantManifest as TenantManifestSchema,
  TenantSpec as TenantSpecSchema,
} from './tenant.ts';

/** TypeScript types of the manifests, derived from the schemas. */
export type TenantManifest = Static<typeof TenantManifestSchema>;
export type TenantSpec = Static<typeof TenantSpecSchema>;
export type PodManifest = Static<typeof PodManifestSchema>;
export type PodSpec = Static<typeof PodSpecSchema>;
export type SecretRefSpec = Static<typeof SecretRefSchema>;
export type Manifest = TenantManifest | PodManifest;
export type AgentType = NonNullable<PodSpec['agent']>;
