import { GATEWAY_TOKEN } from '../../desired/secret-names.ts';
import type { DesiredPod } from '../../model/desired.ts';
import type { SecretMaterial } from '../../model/secret.ts';
import type { AgentAdapter, AgentBuild, PodAllocation } from '../../model/target.ts';
import { sortBy } from '../../util/sort.ts';
import { AGENT_GID, AGENT_UID, commonSpec, secretsMount } from '../container-profile.ts';
import { gatewayEnv, OWNED_ENV } from './env.ts';
import { impactOf } from './impact.ts';
import { manifestPlaces } from './manifest-path.ts';
import { OWNED_CONFIG_KEYS } from './owned-keys.ts';
import { CACHE_DIR, CONFIG_DIR, CONFIG_FILE, GATEWAY_PORT, STATE_DIR } from './paths.ts';
import { renderConfig } from './render-config.ts';
import { mirrorsSecrets, takesSecretLive } from './secret-revision.ts';
import { openclawValidation } from './validation.ts';

/** An OpenClaw gateway; see render-config.ts for its openclaw.json. */
export const openclawAdapter: AgentAdapter = {
  type: 'openclaw',
  build,
  liveness: { path: '/healthz', field: 'ok' },
  impactOf,
  takesSecretLive,
  mirrorsSecrets,
  ownedConfigKeys: OWNED_CONFIG_KEYS,
  configNature: {
    // References to secrets follow from the manifest as a whole.
    fixed: [...Object.keys(OWNED_CONFIG_KEYS), 'secrets'],
    notes: ['meta'],
  },
  manifestPlaces,
  ownedEnv: OWNED_ENV,
  validation: openclawValidation,
};

/**
 * OpenClaw's own figure for supervisors: 315 s to let running turns end, 10 s to clean up and 5 s
 * of margin. A gateway without work stops in about 4 s; a shorter grace would cut an answer off.
 */
const STOP_GRACE_SECONDS = 330;
/** Measured 14 to 22 s on two shared cores, without channels. */
const BOOT_SECONDS = 20;
/** Leaves room for a migration of the state at the first start of a new version. */
const DEADLINE_SECONDS = 180;

function build(pod: DesiredPod, allocation: PodAllocation): AgentBuild {
  const common = commonSpec(pod, allocation, GATEWAY_PORT);
  const mayWrite = pod.spec.configOwnership !== undefined;
  return {
    spec: {
      ...common,
      // Mode, address and port come from openclaw.json, so the command says nothing twice.
      command: ['node', 'openclaw.mjs', 'gateway', 'run'],
      workingDir: '/app',
      env: gatewayEnv(pod.spec.env, { mayWrite }),
      mounts: [
        { role: 'state', target: STATE_DIR, readOnly: false },
        { role: 'config', target: CONFIG_DIR, readOnly: !mayWrite },
        secretsMount(),
      ],
      // Without a writable cache the start fails with "state database is unreadable".
      tmpfs: {
        ...common.tmpfs,
        [CACHE_DIR]: `rw,exec,nosuid,nodev,uid=${AGENT_UID},gid=${AGENT_GID},mode=0700`,
      },
      stopGraceSeconds: STOP_GRACE_SECONDS,
    },
    files: [{ path: CONFIG_FILE, content: renderConfig(pod, allocation) }],
    secrets: sortBy([...pod.secrets, gatewayToken(allocation)], ({ name }) => name),
    probe: {
      port: GATEWAY_PORT,
      // Not /readyz: a wrong bot token would keep the whole agent from being Ready.
      readyPath: '/startupz',
      readyField: 'ok',
      bootSeconds: BOOT_SECONDS,
      deadlineSeconds: DEADLINE_SECONDS,
    },
  };
}

function gatewayToken(allocation: PodAllocation): SecretMaterial {
  return {
    name: GATEWAY_TOKEN,
    source: { kind: 'generated', name: GATEWAY_TOKEN },
    fingerprint: allocation.tokenFingerprint,
  };
}
