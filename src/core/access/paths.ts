/**
 * What AgentPod answers on every pod's host, beside the pod. A reverse proxy sends these to the door
 * and all others to the pod.
 */
const DOOR_PREFIX = '/.well-known/agentpod/';

/** OpenClaw's Control UI asks here once, when it has nothing to sign in with. */
export const BOOTSTRAP_PATH = '/.well-known/openclaw/browser-bootstrap';

export const DOOR_PATH = {
  login: `${DOOR_PREFIX}login`,
  logout: `${DOOR_PREFIX}logout`,
  script: `${DOOR_PREFIX}login.js`,
  style: `${DOOR_PREFIX}login.css`,
} as const;

/**
 * What a customer opens. The token is a fragment: no server, proxy or log on the way ever sees it, and
 * the page takes it out of the address.
 */
export function magicLink(origin: string, token: string): string {
  return `${origin}${DOOR_PATH.login}#token=${token}`;
}
