import { GATEWAY_TOKEN } from '../../desired/secret-names.ts';
import type { DesiredPod } from '../../model/desired.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PodAllocation } from '../../model/target.ts';
import { publicOrigins } from '../../proxy/public-origin.ts';
import { compareText } from '../../util/sort.ts';
import { GATEWAY_PORT } from './paths.ts';
import { secretProvider, secretProviderName, secretRef } from './secret-refs.ts';
import { trustedProxyLogin } from './sso-steps.ts';

/** Steps of openclaw.json about the gateway itself: address, login, and who may talk to it. */

/** What a manifest may change. */
export function gatewayDefaults(pod: DesiredPod, { proxy }: PodAllocation): JsonObject {
  const [origin] = publicOrigins(pod.hosts, proxy);
  const [basePath] = sorted(pod.spec.route?.pathPrefixes ?? []);
  return {
    gateway: {
      // Published at least by the reverse proxy, so guessing the token has to cost time.
      auth: { rateLimit: { maxAttempts: 10, windowMs: 60_000, lockoutMs: 300_000 } },
      ...(origin === undefined ? {} : { publicOrigin: origin }),
      ...(basePath === undefined ? {} : { controlUi: { basePath } }),
    },
    // The log file lies in /tmp, that is in memory: six files of 8 MiB instead of 100 MB each.
    logging: { consoleStyle: 'json', maxFileBytes: 8 * 1024 ** 2 },
    telemetry: { enabled: false },
  };
}

export function address(): JsonObject {
  return { gateway: { mode: 'local', bind: 'lan', port: GATEWAY_PORT } };
}

export function login({ spec }: DesiredPod): JsonObject {
  const sso = spec.route?.sso;
  if (sso !== undefined) return { gateway: { auth: trustedProxyLogin(sso) } };
  return { gateway: { auth: { mode: 'token', token: secretRef(GATEWAY_TOKEN) } } };
}

/** One entry per secret, so that the free config can refer to the user's own ones as well. */
export function secretProviders({ secrets }: DesiredPod): JsonObject {
  const names = sorted([GATEWAY_TOKEN, ...secrets.map(({ name }) => name)]);
  const entries = names.map((name) => [secretProviderName(name), secretProvider(name)] as const);
  return { secrets: { providers: Object.fromEntries(entries) } };
}

/** Never the network's gateway address: by that one the host's own probes arrive. */
export function proxies(_: DesiredPod, { proxyAddress }: PodAllocation): JsonObject {
  return { gateway: { trustedProxies: [proxyAddress] } };
}

/** The public hosts, and the published port for whoever sits at the machine. */
export function origins(pod: DesiredPod, { port, proxy }: PodAllocation): JsonObject {
  const local = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}`);
  const allowedOrigins = [...publicOrigins(pod.hosts, proxy), ...local];
  return { gateway: { controlUi: { allowedOrigins } } };
}

/** Turns off what a managed pod has no use for: a shell in the browser, updates, announcements. */
export function quiet(): JsonObject {
  return {
    gateway: { terminal: { enabled: false } },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: 'off' } },
  };
}

/** Sorted, so that another order in the manifest changes nothing. */
function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText);
}
