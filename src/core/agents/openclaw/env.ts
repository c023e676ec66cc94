import { CACHE_DIR, CONFIG_DIR, CONFIG_FILE, HOME, STATE_DIR, WORKSPACE_DIR } from './paths.ts';

/** Environment of an OpenClaw gateway: what AgentPod sets, and what a user may change of it. */
interface OwnedVariable {
  readonly value: string;
  readonly reason: string;
}

const LAYOUT = 'AgentPod mounts the pod by this layout';
const PINNED = 'the image is pinned by spec.image';

const OWNED: Readonly<Record<string, OwnedVariable>> = {
  HOME: { value: HOME, reason: LAYOUT },
  OPENCLAW_HOME: { value: HOME, reason: LAYOUT },
  OPENCLAW_STATE_DIR: { value: STATE_DIR, reason: LAYOUT },
  OPENCLAW_CONFIG_PATH: { value: `${CONFIG_DIR}/${CONFIG_FILE}`, reason: LAYOUT },
  OPENCLAW_WORKSPACE_DIR: { value: WORKSPACE_DIR, reason: LAYOUT },
  XDG_CACHE_HOME: { value: CACHE_DIR, reason: LAYOUT },
  OPENCLAW_NO_AUTO_UPDATE: { value: '1', reason: PINNED },
  // Each write through the Engine replaces the file; a watch on the old one goes deaf.
  CHOKIDAR_USEPOLLING: { value: '1', reason: 'without it the gateway misses changed manifests' },
  OPENCLAW_DISABLE_BONJOUR: { value: '1', reason: 'a tenant network carries no multicast' },
};

/** Unless a part of the config is the agent's: one that may write cannot be told so. */
const READ_ONLY = {
  OPENCLAW_CONFIG_READONLY: {
    value: '1',
    reason: 'it follows from spec.configOwnership whether the agent may write its config',
  },
} as const satisfies Readonly<Record<string, OwnedVariable>>;

/** These would quietly win over openclaw.json. */
const REFUSED: Readonly<Record<string, string>> = {
  OPENCLAW_GATEWAY_PORT: 'AgentPod leases ports',
  OPENCLAW_GATEWAY_TOKEN: 'AgentPod makes the gateway token and hands it over as a file',
  OPENCLAW_GATEWAY_PASSWORD: 'AgentPod makes the gateway token and hands it over as a file',
  OPENCLAW_GATEWAY_URL: "a pod's commands talk to its own gateway",
  OPENCLAW_NIX_MODE: 'manifests are the only source of the config',
};

/** npm's cache would otherwise lie in the read-only home; in the state it also survives restarts. */
const DEFAULTS: Readonly<Record<string, string>> = {
  NPM_CONFIG_CACHE: `${STATE_DIR}/cache/npm`,
};

export const OWNED_ENV: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries({ ...OWNED, ...READ_ONLY }).map(([name, { reason }]) => [name, reason]),
  ),
  ...REFUSED,
};

/** The user's variables over our defaults; what AgentPod owns cannot be changed. */
export function gatewayEnv(
  user: Readonly<Record<string, string>>,
  { mayWrite }: { readonly mayWrite: boolean },
): Record<string, string> {
  const ours = mayWrite ? OWNED : { ...OWNED, ...READ_ONLY };
  const owned = Object.entries(ours).map(([name, { value }]) => [name, value] as const);
  const free = Object.entries(user).filter(([name]) => !Object.hasOwn(OWNED_ENV, name));
  return { ...DEFAULTS, ...Object.fromEntries(free), ...Object.fromEntries(owned) };
}
