import { AgentPodError } from '../../core/model/errors.ts';
import type { AppliedPod } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import { compareText } from '../../core/util/sort.ts';
import { podContainer } from '../pod-container.ts';
import type { Workspace } from '../workspace.ts';

/** A pod that a browser could open now. */
export interface OpenablePod {
  readonly pod: PodKey;
  readonly container: string;
  readonly host: string;
  readonly otherHosts: readonly string[];
}

export interface OpenRequest {
  readonly pod: PodKey;
  /** Undefined: the first by name. */
  readonly host: string | undefined;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

/** Finds the pod, or says what has to be done before it can be opened. */
export async function requireOpenable(
  workspace: Workspace,
  { pod, host: wanted, local }: OpenRequest,
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
  if (local && port !== undefined) await requireReady(workspace, pod, port, applied);
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
  { runtime }: Workspace,
  pod: PodKey,
  port: number,
  { probe }: AppliedPod,
): Promise<void> {
  const { ready, message } = await runtime.probe(port, probe);
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
