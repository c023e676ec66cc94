/**
 * Keys of openclaw.json that a manifest's free `config` may not set, each with all below it, and
 * why. Everything else is the user's, `gateway.controlUi.*` and `gateway.auth.rateLimit` included:
 * a key is owned only where another value breaks the pod, its address, its login or the plan.
 */
const TOKEN = 'AgentPod makes the gateway token, keeps it encrypted and hands it over as a file';
const RETIRED = 'OpenClaw no longer honours it; links for owners take its place';
const TLS = 'TLS ends at the reverse proxy, which reaches the pod by plain HTTP';

export const OWNED_CONFIG_KEYS: Readonly<Record<string, string>> = {
  'gateway.port': 'AgentPod leases ports',
  'gateway.mode': 'a pod always is a gateway of its own',
  'gateway.bind': 'the pod has to be reachable on its tenant network, and only there',
  'gateway.customBindHost': 'the pod has to be reachable on its tenant network, and only there',
  'gateway.auth.mode': TOKEN,
  'gateway.auth.token': TOKEN,
  'gateway.auth.password': TOKEN,
  'gateway.trustedProxies': "only the reverse proxy's address on the tenant network is trusted",
  'gateway.controlUi.allowedOrigins': 'it follows from spec.hosts; add the host there',
  'gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback':
    'it would let any web page talk to the gateway; add the host to spec.hosts',
  'gateway.controlUi.allowInsecureAuth': RETIRED,
  'gateway.controlUi.dangerouslyDisableDeviceAuth': RETIRED,
  'gateway.terminal.enabled': "it opens a shell that reads the pod's secrets; use agentpod exec",
  'gateway.tls': TLS,
  'gateway.tailscale': TLS,
  'gateway.reload': 'plans rely on the gateway taking changes as they come',
  update: 'the image is pinned by spec.image',
  'discovery.mdns': 'a tenant network carries no multicast',
};
