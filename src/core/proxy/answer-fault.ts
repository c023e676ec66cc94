/** What is wrong with an answer through the proxy: the proxy's own refusals, told from the agent's. */
import type { HttpsLook, RouteFacts } from './route-observation.ts';
import type { RouteFault } from './route-verdict.ts';

type Heard = Exclude<HttpsLook, { readonly kind: 'unreachable' }>;

const PORT_LABEL = /^traefik\.http\.services\.[^.]+\.loadbalancer\.server\.port$/;

/** Of basic auth and the like, which the proxy does for the agent. */
const REFUSALS = new Set([401, 403, 407, 413, 429]);

export function answerFault(host: string, facts: RouteFacts, look: Heard): RouteFault | undefined {
  if (look.kind === 'silent') {
    return gatewayFault(facts, `a request to https://${host} got no answer (${look.why})`);
  }
  const { status, body } = look;
  if (status >= 200 && status <= 299) return undefined;
  const seen = `https://${host} answers ${status}`;
  if (status === 403 && body.includes('proxy_attribution_required')) return notTrusted(seen);
  // A login in front of the pod sends away; the agent itself never does on this path.
  if (REFUSALS.has(status) || (status >= 300 && status <= 399)) return denied(seen);
  // An agent answers in JSON, the proxy in a line of text.
  if (isJson(body)) return notReady(seen);
  switch (status) {
    case 404:
      return labelFault(facts) ?? networkFault(facts, seen) ?? notRouted(seen);
    case 502:
    case 503:
    case 504:
      return gatewayFault(facts, `the proxy answers ${status} for https://${host}`);
    default:
      return notReady(seen);
  }
}

function labelFault({ labels }: RouteFacts): RouteFault | undefined {
  const missing =
    labels['traefik.enable'] === 'true' ? undefined : 'has no label traefik.enable=true';
  const port = portLabel(labels) === undefined ? "has no label for its service's port" : undefined;
  const what = missing ?? port;
  if (what === undefined) return undefined;
  return {
    reason: 'LabelMissing',
    message: `the container ${what}, so the proxy does not see it; agentpod apply makes a new generation with all labels`,
  };
}

function networkFault(
  { labels, network, proxyNetworks }: RouteFacts,
  seen: string,
): RouteFault | undefined {
  if (proxyNetworks !== undefined && !proxyNetworks.includes(network)) {
    return {
      reason: 'WrongNetwork',
      message: `${seen}: the proxy is not attached to the tenant's network ${network}; agentpod apply attaches it`,
    };
  }
  const named = labels['traefik.docker.network'];
  if (named === undefined || named === network) return undefined;
  return {
    reason: 'WrongNetwork',
    message: `${seen}: the label traefik.docker.network says ${named}, and the container is in ${network}; agentpod apply makes a new generation with the right label`,
  };
}

function portFault({ labels, port }: RouteFacts, seen: string): RouteFault | undefined {
  const labelled = portLabel(labels);
  if (labelled === undefined || labelled === String(port)) return undefined;
  return {
    reason: 'PortWrong',
    message: `${seen}: the label says port ${labelled}, and the agent listens on ${port}; agentpod apply makes a new generation with the right label`,
  };
}

function gatewayFault(facts: RouteFacts, seen: string): RouteFault {
  return (
    networkFault(facts, seen) ??
    portFault(facts, seen) ?? {
      reason: 'GatewayUnreachable',
      message: `${seen}: it does not reach the agent on port ${facts.port}; see that the agent runs (agentpod get pods), and that no firewall stands between the proxy and ${facts.network}`,
    }
  );
}

function notTrusted(seen: string): RouteFault {
  return {
    reason: 'ProxyNotTrusted',
    message: `${seen} (proxy_attribution_required): the gateway does not trust the proxy's address; gateway.trustedProxies must be that address on the tenant's network, and the proxy must report a client that is not loopback`,
  };
}

function notRouted(seen: string): RouteFault {
  return {
    reason: 'RouteNotFound',
    message: `${seen}: the proxy sees the container and has no route for this host; see that the routes folder holds its file, that Traefik's log has no error about it, and that the container is healthy`,
  };
}

function denied(seen: string): RouteFault {
  return {
    reason: 'AccessDenied',
    message: `${seen}: a rule of the route (basic auth, allow-list, rate limit) refuses AgentPod's own request; let this machine's address through to have the route checked`,
  };
}

function notReady(seen: string): RouteFault {
  return {
    reason: 'GatewayNotReady',
    message: `${seen}: the agent was reached and is not ready yet; see agentpod logs`,
  };
}

function portLabel(labels: RouteFacts['labels']): string | undefined {
  const [, value] = Object.entries(labels).find(([key]) => PORT_LABEL.test(key)) ?? [];
  return value;
}

function isJson(body: string): boolean {
  return /^\s*[{[]/.test(body);
}
