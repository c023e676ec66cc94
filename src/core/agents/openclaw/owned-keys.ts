import { isJsonObject, type JsonObject } from '../../model/json.ts';

/**
 * Keys of openclaw.json that a manifest's free `config` may not set, each with all below it, and
 * why. Everything else is the user's, `gateway.controlUi.*` and `gateway.auth.rateLimit` included:
 * a key is owned only where another value breaks the pod, its address, its login or the plan.
 */
const TOKEN = 'AgentPod makes the gateway token, keeps it encrypted and hands it over as a file';
const ADDRESS = 'the pod listens on its tenant network, whose addresses AgentPod gives out';
const SSO = 'who may sign in follows from spec.route.sso';
const RETIRED = 'OpenClaw no longer honours it';
const TLS = 'TLS ends at the reverse proxy, which reaches the pod by plain HTTP';

export const OWNED_CONFIG_KEYS: Readonly<Record<string, string>> = {
  'gateway.port': 'AgentPod leases ports',
  'gateway.mode': 'a pod always is a gateway of its own',
  'gateway.bind': ADDRESS,
  'gateway.customBindHost': ADDRESS,
  'gateway.auth.mode': TOKEN,
  'gateway.auth.token': TOKEN,
  'gateway.auth.password': TOKEN,
  'gateway.auth.trustedProxy': SSO,
  'gateway.auth.identityScopes': SSO,
  'gateway.trustedProxies': 'only the reverse proxy on the tenant network is trusted',
  'gateway.controlUi.allowedOrigins': 'it follows from spec.hosts, so the host belongs there',
  'gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback':
    'any web page could talk to the gateway; origins follow from spec.hosts',
  'gateway.controlUi.allowInsecureAuth': RETIRED,
  'gateway.controlUi.dangerouslyDisableDeviceAuth': RETIRED,
  'gateway.terminal.enabled': 'a terminal in the browser would read the secrets of the pod',
  'gateway.tls': TLS,
  'gateway.tailscale': TLS,
  'gateway.reload': 'plans rely on a gateway that takes changes as they come',
  update: 'the image is pinned by spec.image',
  'discovery.mdns': 'a tenant network carries no multicast',
};

/** The config without what is owned; a map that becomes empty stays. */
export function withoutOwnedKeys(config: JsonObject): JsonObject {
  return Object.keys(OWNED_CONFIG_KEYS).reduce(
    (rest, path) => without(rest, path.split('.')),
    config,
  );
}

function without(config: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined || !Object.hasOwn(config, key)) return config;
  if (rest.length === 0) {
    return Object.fromEntries(Object.entries(config).filter(([name]) => name !== key));
  }
  const inner = config[key];
  return isJsonObject(inner) ? { ...config, [key]: without(inner, rest) } : config;
}
