/** Names of things: a pod is addressed `tenant/pod`, everywhere. */
export type PodKey = `${string}/${string}`;

export function podKey(tenant: string, pod: string): PodKey {
  return `${tenant}/${pod}`;
}

export interface PodName {
  readonly tenant: string;
  readonly pod: string;
}

export function splitPodKey(key: PodKey): PodName {
  const slash = key.indexOf('/');
  return { tenant: key.slice(0, slash), pod: key.slice(slash + 1) };
}

/** Reads what a user typed (`acme/agent`, `pod/acme/agent`); undefined when it is neither. */
export function parsePodKey(text: string): PodKey | undefined {
  const parts = text.replace(/^pods?\//, '').split('/');
  const [tenant, pod] = parts;
  return parts.length === 2 && tenant && pod ? podKey(tenant, pod) : undefined;
}

/** `tenant/acme` or `pod/acme/agent`: how plans, events and output name their subject. */
export type Subject =
  | `tenant/${string}`
  | `pod/${string}/${string}`
  | typeof PROXY_SUBJECT
  | typeof FIREWALL;

/** The reverse proxy that all pods of the installation share. */
export const PROXY_SUBJECT = 'proxy/traefik';

/** The host's rules on where pods may connect to; one set for the whole instance. */
export const FIREWALL = 'firewall/egress';

export function tenantSubject(tenant: string): Subject {
  return `tenant/${tenant}`;
}

export function podSubject(key: PodKey): Subject {
  return `pod/${key}`;
}
