import { type ComponentType, lazy } from 'react';

/** Pages that are loaded when somebody goes there: whoever opens the fleet waits for the fleet alone. */

export const AccountPage = page(async () => (await import('./pages/account.tsx')).AccountPage);
export const AlertsPage = page(async () => (await import('./pages/alerts.tsx')).AlertsPage);
export const AuditPage = page(async () => (await import('./pages/audit.tsx')).AuditPage);
export const DoctorPage = page(async () => (await import('./pages/doctor.tsx')).DoctorPage);
export const DriftPage = page(async () => (await import('./pages/drift.tsx')).DriftPage);
export const EditPodPage = page(async () => (await import('./pages/edit-pod.tsx')).EditPodPage);
export const EventsPage = page(async () => (await import('./pages/events.tsx')).EventsPage);
export const NewPodPage = page(async () => (await import('./pages/new-pod.tsx')).NewPodPage);
export const NewTenantPage = page(
  async () => (await import('./pages/new-tenant.tsx')).NewTenantPage,
);
export const PodPage = page(async () => (await import('./pages/pod.tsx')).PodPage);
export const RunPage = page(async () => (await import('./pages/run.tsx')).RunPage);
export const RunsPage = page(async () => (await import('./pages/runs.tsx')).RunsPage);
export const SecretsPage = page(async () => (await import('./pages/secrets.tsx')).SecretsPage);
export const ServerPage = page(async () => (await import('./pages/server.tsx')).ServerPage);
export const SourcesPage = page(async () => (await import('./pages/sources.tsx')).SourcesPage);
export const TenantPage = page(async () => (await import('./pages/tenant.tsx')).TenantPage);

function page<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }));
}
