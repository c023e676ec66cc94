/** Of a pod in the status API. */
export function podPath(tenant: string, pod: string): string {
  return `/api/v1/pods/${encodeURIComponent(tenant)}/${encodeURIComponent(pod)}`;
}
