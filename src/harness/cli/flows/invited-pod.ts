import { loginMode } from '../../../core/agents/openclaw/login-mode.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { PodRecord } from '../../../core/model/observed.ts';
import { compareText } from '../../../core/util/sort.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import { usageError } from '../failure.ts';
import { requirePodKey } from '../not-found.ts';

/** A pod on record, by the name that the user typed. */
export async function recordedPod(
  store: Pick<StateStore, 'load'>,
  name: string,
): Promise<PodRecord> {
  const { pods } = await store.load();
  return requireFound('pod', requirePodKey(name), pods, ({ key }) => key);
}

/** Only an OpenClaw agent can be handed over by AgentPod's login, and only where it is the login. */
export function requireInvitable({ key, applied }: PodRecord): void {
  if (applied === undefined) {
    throw new AgentPodError('Waiting', 'NotApplied', `pod ${key} never came up`, {
      hint: 'apply its manifest first',
    });
  }
  const mode = loginMode(applied.files);
  if (mode === undefined) {
    throw new AgentPodError('InvalidInput', 'OpenClawOnly', `pod ${key} is no openclaw agent`, {
      hint: 'a generic agent signs its users in by itself',
    });
  }
  if (mode === 'token') return;
  throw new AgentPodError('InvalidInput', 'SsoInUse', `pod ${key} has single sign-on`, {
    hint: 'add the user to spec.route.sso.owners; they sign in at their identity provider',
  });
}

/** The host that a customer opens: the one that was asked for, else the first by name. */
export function publicHost({ key, applied }: PodRecord, wanted: string | undefined): string {
  const hosts = [...(applied?.hosts ?? [])].sort(compareText);
  const [first] = hosts;
  if (first === undefined) {
    throw new AgentPodError('InvalidInput', 'NoHost', `pod ${key} was applied without a host`, {
      hint: 'write spec.hosts, or a domain in its tenant, and apply; then it has an address to open',
    });
  }
  if (wanted === undefined || hosts.includes(wanted)) return wanted ?? first;
  throw usageError(`--host ${wanted}: not a host of pod ${key}`, `write ${hosts.join(' or ')}`);
}
