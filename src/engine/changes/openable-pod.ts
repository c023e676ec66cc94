import { AgentPodError } from '../../core/model/errors.ts';
import type { AppliedPod } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import { compareText } from '../../core/util/sort.ts';
import { podContainer } from '../pod-container.ts';
import { probePatiently } from '../probe-patiently.ts';
import type { Workspace } from '../workspace.ts';

/** A pod that a browser could open now. */
export interface OpenablePod {
  readonly pod: PodKey;
  readonly container: string;
  readonly host: string;
  readonly otherHosts: readonly string[];
}

/** A machine that is busy answers late. */
const PATIENCE_MS = 15_000;

interface Waiting {
  /** Told what is waited for; who gives none does not wait. */
  readonly onWait?: (note: string) => void;
}

export interface OpenRequest extends Waiting {
  readonly pod: PodKey;
  /** Undefined: the first by name. */
  readonly host: string | undefined;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

/** Finds the pod, or says what has to be done before it can be opened. */
export async function requireOpenable(
  workspace: Workspace,
  { pod, host: wanted, local, ...waiting }: OpenRequest,
): Promise<OpenablePod> {
  const record = (await workspace.store.load()).pods.find(({ key }) => key === pod);
  const applied = record?.applied;
  if (applied?.suspended) throw suspended(pod);
  const container = await podContainer(workspace, pod);
  if (container.state !== 'running') throw notRunning(pod, container.state);
  if (applied === undefined) throw notReady(pod, 'it was never ready');
  const hosts = [...applied.hosts].sort(compareText);
  const host = chooseHost(pod, hosts, wanted);
  const port = container.publish[0]?.hostPort;
  if (local && port !== undefined)
    await requireReady(workspace, { pod, port, ...waiting }, applied);
  const otherHosts = hosts.filter((other) => other !== host);
  return { pod, container: container.name, host, otherHosts };
}

function chooseHost(pod: PodKey, hosts: readonly string[], wanted: string | undefined): string {
  const [first] = hosts;
  if (first === undefined) {
    throw new AgentPodError('Waiting', 'PodHasNoHost', `pod ${pod} has no host to open it by`, {
      hint: 'give it one in its manifest (spec.hosts, or spec.domain of the tenant) and apply',
    });
  }
  if (wanted === undefined) return first;
  const found = hosts.find((host) => host === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw new AgentPodError('InvalidInput', 'Usage', `${wanted} is no host of pod ${pod}`, {
    hint: `use ${hosts.join(' or ')}`,
  });
}

async function requireReady(
  { runtime, clock }: Workspace,
  { pod, port, onWait }: { readonly pod: PodKey; readonly port: number } & Waiting,
  { probe }: AppliedPod,
): Promise<void> {
  const { ready, message } = await probePatiently(runtime, port, probe, {
    clock,
    milliseconds: onWait === undefined ? 0 : PATIENCE_MS,
    onWait: (why) => onWait?.(`${pod} does not answer yet (${why}); waiting up to 15 s.\n`),
  });
  if (!ready) throw notReady(pod, message);
}

function suspended(pod: PodKey): AgentPodError {
  return new AgentPodError('Waiting', 'PodSuspended', `pod ${pod} is suspended`, {
    hint: `start it with agentpod pod resume ${pod}`,
  });
}

function notRunning(pod: PodKey, state: string): AgentPodError {
  return new AgentPodError('Waiting', 'PodNotRunning', `pod ${pod} does not run (${state})`, {
    hint: `see agentpod logs ${pod}; agentpod apply starts it`,
  });
}

function notReady(pod: PodKey, why: string): AgentPodError {
  return new AgentPodError('Waiting', 'PodNotReady', `pod ${pod} is not ready: ${why}`, {
    hint: `a start takes up to a minute; see agentpod describe ${pod} and agentpod logs ${pod}`,
  });
}
