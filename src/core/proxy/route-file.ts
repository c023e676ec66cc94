import type { DesiredPod } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import type { ProxySettings } from '../model/proxy.ts';
import { compareText } from '../util/sort.ts';
import { isLocalHost } from './local-host.ts';
import { routeMiddlewares } from './middlewares.ts';
import { routeName } from './names.ts';

/** The entry point that all routes are on; the other one only redirects to it. */
export const HTTPS_ENTRY_POINT = 'websecure';

/** Of a gateway: always at the root, even when its pages are below a path. */
const HEALTH_PATHS = ['/healthz', '/startupz', '/readyz'];

/** Traefik's name for the client that asks a public authority for certificates. */
export const ACME_RESOLVER = 'acme';

/** What the login answers on every pod's host, before the pod sees it. */
const DOOR_PATHS =
  'Path(`/.well-known/openclaw/browser-bootstrap`) || PathPrefix(`/.well-known/agentpod/`)';

export interface RouteSettings {
  readonly mode: ProxySettings['mode'];
  /** URL of AgentPod's customer login. */
  readonly door: string | undefined;
  /** Absent: whoever runs the proxy knows. */
  readonly acme?: ProxySettings['acme'];
}

/**
 * A pod's routes as Traefik's file provider reads them; undefined for a pod without hosts. In a file
 * and not in the container's labels, since labels cannot change: another host or limit is live at once
 * and costs no new container.
 */
export function routeFile(
  pod: DesiredPod,
  network: string,
  settings: RouteSettings,
): JsonObject | undefined {
  if (settings.mode === 'off' || pod.hosts.length === 0) return undefined;
  const name = routeName(network, pod.name);
  const middlewares = routeMiddlewares(pod, name);
  const names = Object.keys(middlewares);
  const url = doorOf(pod, settings);
  const routers = Object.fromEntries(
    groups(pod.hosts).flatMap(({ suffix, hosts, local }) => {
      const tls = local ? {} : certificateEach(hosts, settings);
      const common = { entryPoints: [HTTPS_ENTRY_POINT], ...(tls && { tls }) };
      const host = hostRule(hosts);
      const road = {
        ...common,
        rule: withPrefixes(host, pod.spec.route?.pathPrefixes ?? []),
        service: `${name}@docker`,
        middlewares: names,
      };
      const health = {
        ...road,
        rule: withPaths(host, healthPaths(pod)),
        middlewares: [...names, `${name}-health`],
      };
      const door = { ...common, rule: `(${host}) && (${DOOR_PATHS})`, service: `${name}-door` };
      return [
        [`${name}${suffix}`, road] as const,
        ...(healthPaths(pod).length > 0 ? [[`${name}${suffix}-health`, health] as const] : []),
        ...(url === undefined ? [] : [[`${name}${suffix}-door`, door] as const]),
      ];
    }),
  );
  return {
    http: {
      routers,
      middlewares: { ...middlewares, ...healthMiddleware(pod, name) },
      ...(url === undefined ? {} : { services: { [`${name}-door`]: serverAt(url) } }),
    },
  };
}

/** Where a gateway's health is to be seen below the path that is its own. */
function healthPaths({ agent, spec }: DesiredPod): string[] {
  if (agent !== 'openclaw') return [];
  const prefixes = spec.route?.pathPrefixes ?? [];
  return prefixes.flatMap((prefix) => HEALTH_PATHS.map((path) => `${prefix}${path}`));
}

function healthMiddleware(pod: DesiredPod, name: string): Readonly<Record<string, JsonObject>> {
  if (healthPaths(pod).length === 0) return {};
  const prefixes = [...(pod.spec.route?.pathPrefixes ?? [])];
  return { [`${name}-health`]: { stripPrefix: { prefixes } } };
}

/**
 * Left to itself Traefik asks for one certificate with all names of a rule, which does not come while one
 * of them leads elsewhere. Of a proxy that somebody else runs we do not know what could be named here.
 */
function certificateEach(
  hosts: readonly string[],
  { mode, acme }: RouteSettings,
): JsonObject | undefined {
  if (mode !== 'managed' || acme === undefined || hosts.length === 1) return undefined;
  return { certResolver: ACME_RESOLVER, domains: hosts.map((main) => ({ main })) };
}

/** URL of AgentPod's customer login, for agents that can be handed over by it and have no other. */
function doorOf(pod: DesiredPod, { door }: RouteSettings): string | undefined {
  return pod.agent === 'openclaw' && pod.spec.route?.sso === undefined ? door : undefined;
}

function serverAt(url: string): JsonObject {
  return { loadBalancer: { servers: [{ url }], passHostHeader: true } };
}

interface HostGroup {
  readonly suffix: string;
  readonly hosts: readonly string[];
  readonly local: boolean;
}

/**
 * A router that says nothing about TLS takes the entry point's resolver, that is ACME; one with an empty
 * `tls` takes the certificate that lies there, which is the local authority's.
 */
function groups(hosts: readonly string[]): HostGroup[] {
  const sorted = [...new Set(hosts)].sort(compareText);
  return [
    { suffix: '', hosts: sorted.filter((host) => !isLocalHost(host)), local: false },
    { suffix: '-local', hosts: sorted.filter(isLocalHost), local: true },
  ].filter((group) => group.hosts.length > 0);
}

function hostRule(hosts: readonly string[]): string {
  return hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
}

function withPaths(rule: string, paths: readonly string[]): string {
  return `(${rule}) && (${paths.map((path) => `Path(\`${path}\`)`).join(' || ')})`;
}

function withPrefixes(rule: string, prefixes: readonly string[]): string {
  if (prefixes.length === 0) return rule;
  // Whole words only: /desk is not the beginning of /desktop.
  const paths = [...prefixes]
    .sort(compareText)
    .map((prefix) => `Path(\`${prefix}\`) || PathPrefix(\`${prefix}/\`)`);
  return `(${rule}) && (${paths.join(' || ')})`;
}
