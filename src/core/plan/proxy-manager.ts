import type { DesiredState } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { FieldChange, SubjectPlan, Verdict } from '../model/operation.ts';
import type { ProxySettings } from '../model/proxy.ts';
import { type PodKey, PROXY_SUBJECT } from '../model/resource.ts';
import { certificateDue } from '../proxy/certificate-due.ts';
import { proxyContainers } from '../proxy/proxy-containers.ts';
import type { Allocation } from './allocate.ts';
import { releaseHosts } from './host-moves.ts';
import type { PlanOptions } from './options.ts';
import type { PlanBuilder } from './plan-builder.ts';
import { proxyBlock } from './proxy-block.ts';
import { removeManaged, retireProxy } from './proxy-removal.ts';
import {
  type Attachment,
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
  readonly settings: ProxySettings;
  /** RFC 3339 UTC. */
  readonly now: string;
  /** Container that routes; undefined when nothing does. */
  readonly container: string | undefined;
  /** Operations after which routes can be written; undefined when there is nowhere to write them. */
  readonly writable: readonly number[] | undefined;
  /** Operations after which routes can be tried. */
  readonly ready: readonly number[];
  /** The volume of the routes is new, so every route has to be written again. */
  readonly routesAreNew: boolean;
  /** Something about it changes, so that no route is known to work any more. */
  readonly changes: boolean;
}

export interface ProxyContext {
  readonly options: PlanOptions;
  readonly allocation: Allocation;
  readonly grounds: ReadonlyMap<string, TenantGround>;
  /** Pods that this plan deletes. */
  readonly leaving: ReadonlySet<PodKey>;
}

/** Plans the reverse proxy in front of all pods that have hosts; nothing while none has any. */
export function planProxy(
  builder: PlanBuilder,
  desired: DesiredState,
  observed: ObservedState,
  context: ProxyContext,
): ProxyGround {
  const { options, allocation } = context;
  const { proxy: settings, instance } = options;
  const hasRoutes = observed.proxy.volumes.includes(proxyNames(instance).routes);
  if (settings.mode === 'off') {
    if (options.only === undefined) retireProxy(builder, observed);
    return noProxy(options, hasRoutes);
  }
  const attachments = tenantAttachments(desired, observed, context);
  if (attachments.length === 0) return noProxy(options, hasRoutes);
  const blocked = proxyBlock(observed, options, allocation);
  if (blocked !== undefined) {
    builder.subjects.push(subjectPlan('blocked', blocked));
    return noProxy(options, hasRoutes);
  }
  const chain = builder.chain(PROXY_SUBJECT, 'pods have hosts');
  const before = builder.operations.length;
  const work: ProxyWork = { chain, observed, options, changes: [] };
  const writable = provideRoutes(work, desired, context);
  if (settings.mode === 'managed') prepare(work, allocation);
  else work.changes.push(...removeManaged(chain, observed));
  issueCertificate(work, desired, context);
  runProxy(work, attachments);
  builder.changes.push(...work.changes);
  const acts = builder.operations.length > before;
  builder.subjects.push(storyOf(work, acts));
  const container = routingContainer(instance, settings);
  const ground = { settings, now: options.now, container, writable, ready: chain.tail };
  return { ...ground, routesAreNew: !hasRoutes, changes: acts };
}

/** First of all, and upon nothing: what holds up the proxy must not hold up the pods. */
function provideRoutes(
  work: ProxyWork,
  desired: DesiredState,
  context: ProxyContext,
): readonly number[] {
  const { chain, observed, options } = work;
  const { routes } = proxyNames(options.instance);
  if (!observed.proxy.volumes.includes(routes)) createVolume(work, routes);
  releaseHosts(work, desired, context);
  return chain.tail;
}

function issueCertificate(
  { chain, observed, options, changes }: ProxyWork,
  desired: DesiredState,
  { leaving }: ProxyContext,
): void {
  const hosts = localHosts(desired, observed, leaving);
  if (hosts.length === 0) return;
  const { proxy: settings, instance, now } = options;
  const hasRoutes = observed.proxy.volumes.includes(proxyNames(instance).routes);
  const due = certificateDue(observed.certificate, hosts, new Date(now));
  if (hasRoutes && due === undefined) return;
  chain.step({ kind: 'certificate.issue', hosts, image: presentImage(observed, settings) });
  changes.push(certificateChange(hosts, observed));
}

/** Of the proxy that somebody else runs only what it is made of is sure to be there. */
function presentImage(observed: ObservedState, settings: ProxySettings): string {
  const { mode, externalContainer, traefikImage } = settings;
  if (mode === 'managed') return traefikImage;
  return containerNamed(observed, externalContainer)?.imageId ?? traefikImage;
}

function runProxy(work: ProxyWork, attachments: readonly Attachment[]): void {
  const { observed, options } = work;
  const { proxy: settings, instance } = options;
  const container = routingContainer(instance, settings);
  if (settings.mode === 'external') {
    attach(work, container, containerNamed(observed, container), attachments);
    return;
  }
  const { socket } = proxyNames(instance);
  const own = { network: socket, address: undefined, after: [], bestEffort: false };
  for (const wanted of proxyContainers(instance, settings, observed.acmeSecrets)) {
    runContainer(work, wanted, wanted.role === 'traefik' ? [own, ...attachments] : []);
  }
}

function noProxy({ proxy: settings, now }: PlanOptions, hasRoutes: boolean): ProxyGround {
  const writable = hasRoutes ? [] : undefined;
  const nothing = { container: undefined, ready: [], routesAreNew: false, changes: false };
  return { settings, now, writable, ...nothing };
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
  if (change === undefined) return 'a host leaves its pod for another';
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
