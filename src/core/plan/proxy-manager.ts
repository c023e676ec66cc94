import type { DesiredState } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { FieldChange, SubjectPlan, Verdict } from '../model/operation.ts';
import { PROXY_SUBJECT } from '../model/resource.ts';
import { certificateDue } from '../proxy/certificate-due.ts';
import { proxyContainers } from '../proxy/proxy-containers.ts';
import type { Allocation } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import type { PlanBuilder } from './plan-builder.ts';
import {
  containerNamed,
  localHosts,
  proxyNames,
  routingContainer,
  tenantAttachments,
} from './proxy-situation.ts';
import { attach, createVolume, type ProxyWork, prepare, runContainer } from './proxy-steps.ts';
import type { TenantGround } from './tenant-manager.ts';

/** What a pod's route may build on. */
export interface ProxyGround {
  /** Container that routes; undefined when nothing does. */
  readonly container: string | undefined;
  /** Operations after which routes can be written. */
  readonly writable: readonly number[];
  /** Operations after which routes can be tried. */
  readonly ready: readonly number[];
  /** The volume of the routes is new, so every route has to be written again. */
  readonly routesAreNew: boolean;
  /** Something about it changes, so that no route is known to work any more. */
  readonly changes: boolean;
}

const NO_PROXY: ProxyGround = {
  container: undefined,
  writable: [],
  ready: [],
  routesAreNew: false,
  changes: false,
};

export interface ProxyContext {
  readonly options: PlanOptions;
  readonly allocation: Allocation;
  readonly grounds: ReadonlyMap<string, TenantGround>;
  /** Pods that this plan deletes. */
  readonly leaving: ReadonlySet<string>;
}

/** Plans the reverse proxy in front of all pods that have hosts; nothing while none has any. */
export function planProxy(
  builder: PlanBuilder,
  desired: DesiredState,
  observed: ObservedState,
  { options, allocation, grounds, leaving }: ProxyContext,
): ProxyGround {
  const { proxy: settings, instance } = options;
  const attachments = tenantAttachments(desired, grounds);
  if (settings.mode === 'off' || attachments.length === 0) return NO_PROXY;
  const container = routingContainer(instance, settings);
  const blocked = blockedBy(container, observed, options, allocation);
  if (blocked !== undefined) {
    builder.subjects.push(subjectPlan('blocked', blocked));
    return NO_PROXY;
  }
  const names = proxyNames(instance);
  const after = [...new Set([...grounds.values()].flatMap(({ ready }) => ready))];
  const chain = builder.chain(PROXY_SUBJECT, 'pods have hosts', after);
  const before = builder.operations.length;
  const work: ProxyWork = { chain, observed, options, changes: [] };
  const routesAreNew = !observed.proxy.volumes.includes(names.routes);
  if (settings.mode === 'managed') prepare(work, allocation);
  if (routesAreNew) createVolume(work, names.routes);
  const writable = chain.tail;
  const hosts = localHosts(desired, observed, leaving);
  const due = certificateDue(observed.certificate, hosts, new Date(options.now));
  if (hosts.length > 0 && (routesAreNew || due !== undefined)) {
    chain.step({ kind: 'certificate.issue', hosts, image: settings.traefikImage });
    work.changes.push(certificateChange(hosts, observed));
  }
  if (settings.mode === 'managed') {
    const secret = [{ network: names.socket, address: undefined }];
    for (const wanted of proxyContainers(instance, settings, observed.acmeSecrets)) {
      runContainer(work, wanted, wanted.role === 'traefik' ? [...secret, ...attachments] : []);
    }
  } else {
    attach(work, container, containerNamed(observed, container), attachments);
  }
  builder.changes.push(...work.changes);
  const acts = builder.operations.length > before;
  builder.subjects.push(storyOf(work, acts));
  return { container, writable, ready: chain.tail, routesAreNew, changes: acts };
}

function blockedBy(
  container: string,
  observed: ObservedState,
  { proxy }: PlanOptions,
  allocation: Allocation,
): string | undefined {
  if (proxy.mode === 'external') {
    return containerNamed(observed, container) === undefined
      ? `there is no container ${container}, which AGENTPOD_PROXY names as the reverse proxy; start it, or set AGENTPOD_PROXY=managed`
      : undefined;
  }
  const foreign = observed.foreign.find(({ name }) => name === container);
  if (foreign !== undefined) {
    return `${foreign.kind} ${container} belongs to ${foreign.owner}, not to this AgentPod; remove or rename it`;
  }
  if (allocation.proxy === undefined) {
    return 'no free subnet left for the reverse proxy; set AGENTPOD_SUBNET_POOL to a larger range';
  }
  return undefined;
}

function storyOf({ changes }: ProxyWork, acts: boolean): SubjectPlan {
  const [first] = changes;
  if (!acts) return subjectPlan('unchanged', '');
  if (changes.some(({ before }) => before !== undefined)) {
    const drifted = changes.every(({ section }) => section === 'drift');
    return subjectPlan(drifted ? 'heal' : 'update', causeOf(first));
  }
  return changes.some(({ path }) => path.startsWith('container'))
    ? subjectPlan('create', 'pods have hosts')
    : subjectPlan('update', causeOf(first));
}

function causeOf(change: FieldChange | undefined): string {
  if (change === undefined) return 'out of step';
  return change.section === 'drift' ? `${change.path} drifted` : `${change.path} changed`;
}

function subjectPlan(verdict: Verdict, cause: string): SubjectPlan {
  return { subject: PROXY_SUBJECT, verdict, impact: 'none', secondsDown: 0, cause };
}

function certificateChange(hosts: readonly string[], { certificate }: ObservedState): FieldChange {
  return {
    subject: PROXY_SUBJECT,
    section: 'pending',
    path: 'certificate',
    before: certificate && { value: certificate.hosts.join(', ') },
    after: { value: hosts.join(', ') },
    impact: 'hot',
  };
}
