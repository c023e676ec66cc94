import type { ObservedState } from '../model/observed.ts';
import type { ChangeValue, FieldChange } from '../model/operation.ts';
import type { ObservedProxyContainer, ProxyFile } from '../model/proxy.ts';
import { PROXY_SUBJECT } from '../model/resource.ts';
import { proxyContainerName } from '../proxy/names.ts';
import type { ProxyContainer } from '../proxy/proxy-containers.ts';
import { acmeFiles, socketFilterFiles } from '../proxy/proxy-files.ts';
import type { Allocation } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import type { Chain } from './plan-builder.ts';
import { type Attachment, containerNamed, proxyNames } from './proxy-situation.ts';

/** The single steps that the proxy's plan is made of. */
export interface ProxyWork {
  readonly chain: Chain;
  readonly observed: ObservedState;
  readonly options: PlanOptions;
  readonly changes: FieldChange[];
}

/** Images, networks, and the volumes that only a proxy of our own has. */
export function prepare(work: ProxyWork, { proxy: subnets }: Allocation): void {
  const { chain, observed, options } = work;
  const names = proxyNames(options.instance);
  for (const image of [options.proxy.socketFilterImage, options.proxy.traefikImage]) {
    if (observed.images[image] === undefined) chain.step({ kind: 'image.pull', image });
  }
  const there = new Set(observed.proxy.networks.map(({ name }) => name));
  const wanted = [
    { network: names.front, subnet: subnets?.front, internal: false },
    { network: names.socket, subnet: subnets?.socket, internal: true },
  ];
  for (const { network, subnet, internal } of wanted) {
    if (there.has(network) || subnet === undefined) continue;
    chain.step({ kind: 'proxy.create-network', network, subnet, internal });
    work.changes.push(appears(work, 'network', network));
  }
  for (const volume of [names.certificates, names.filterConfig]) {
    if (!observed.proxy.volumes.includes(volume)) createVolume(work, volume);
  }
}

export function createVolume(work: ProxyWork, volume: string): void {
  work.chain.step({ kind: 'proxy.create-volume', volume });
  work.changes.push(appears(work, 'volume', volume));
}

/** Brings one container to what it should be, joined to its networks before it starts. */
export function runContainer(
  work: ProxyWork,
  wanted: ProxyContainer,
  attachments: readonly Attachment[],
): void {
  const { chain, observed, options } = work;
  const { role, spec, specHash } = wanted;
  const container = proxyContainerName(options.instance, role);
  const live = containerNamed(observed, container);
  if (live !== undefined && fits(live, wanted, observed)) {
    attach(work, container, live, attachments);
    if (live.state === 'running') return;
    work.changes.push(drift('container.state', { value: 'running' }, { value: live.state }));
  } else {
    writeContent(work, wanted);
    if (live !== undefined) remove(chain, live, spec.stopGraceSeconds);
    chain.step({ kind: 'proxy.create-container', container, role, spec, specHash });
    work.changes.push(
      live === undefined ? appears(work, 'container', container) : replaced(live, wanted, observed),
    );
    attach(work, container, undefined, attachments);
  }
  chain.step({ kind: 'container.start', container });
  if (role === 'traefik')
    chain.step({ kind: 'proxy.await-ready', httpsPort: options.proxy.httpsPort });
}

function fits(
  live: ObservedProxyContainer,
  { spec, specHash }: ProxyContainer,
  { images }: ObservedState,
): boolean {
  // A paused one cannot be started, and unpausing would need a call of its own.
  if (['dead', 'removing', 'paused'].includes(live.state)) return false;
  return live.specHash === specHash && live.imageId === images[spec.image];
}

function remove(chain: Chain, { name, state }: ObservedProxyContainer, graceSeconds: number): void {
  if (state === 'running') chain.step({ kind: 'container.stop', container: name, graceSeconds });
  chain.step({ kind: 'container.remove', container: name });
}

/** What the process reads once, when it starts. */
function writeContent({ chain, observed, options }: ProxyWork, { role, spec }: ProxyContainer) {
  const names = proxyNames(options.instance);
  const [volume, files]: readonly [string, readonly ProxyFile[]] =
    role === 'socket-filter'
      ? [names.filterConfig, socketFilterFiles()]
      : [names.certificates, acmeFiles(observed.acmeSecrets)];
  chain.step({ kind: 'proxy.write', volume, image: spec.image, files });
}

/** Joins the networks that the container is not on, or not at its address. */
export function attach(
  work: ProxyWork,
  container: string,
  live: ObservedProxyContainer | undefined,
  attachments: readonly Attachment[],
): void {
  const { networks, proxy } = work.observed;
  const there = new Set([...networks, ...proxy.networks].map(({ name }) => name));
  for (const { network, address, after, bestEffort } of attachments) {
    const found = live?.networks[network];
    const isNew = !there.has(network);
    if (found !== undefined && !isNew && (address === undefined || found === address)) continue;
    const options = bestEffort ? ({ also: after, bestEffort } as const) : {};
    if (found !== undefined)
      work.chain.step({ kind: 'network.disconnect', network, container }, options);
    work.chain.step({ kind: 'network.connect', network, container, address }, options);
    if (live !== undefined) work.changes.push(joins(network, found, address));
  }
}

function joins(
  network: string,
  found: string | undefined,
  address: string | undefined,
): FieldChange {
  const before = found === undefined ? undefined : { value: found };
  return change(found === undefined ? 'pending' : 'drift', `networks.${network}`, before, {
    value: address ?? '',
  });
}

/** What was never there is pending; what others of its kind prove to have been there has drifted. */
function appears({ observed }: ProxyWork, path: string, name: string): FieldChange {
  const lived = observed.proxy.containers.some(({ role }) => role !== undefined);
  return lived
    ? drift(path, { value: name }, undefined)
    : change('pending', path, undefined, { value: name });
}

function replaced(
  { specHash, imageId, state }: ObservedProxyContainer,
  wanted: ProxyContainer,
  { images }: ObservedState,
): FieldChange {
  const image = images[wanted.spec.image] ?? '';
  if (specHash !== wanted.specHash)
    return change('pending', 'container.specHash', { value: specHash }, { value: wanted.specHash });
  return imageId === image
    ? drift('container.state', { value: 'running' }, { value: state })
    : change('pending', 'container.imageId', { value: imageId }, { value: image });
}

function drift(path: string, before: ChangeValue, after: ChangeValue): FieldChange {
  return change('drift', path, before, after);
}

function change(
  section: FieldChange['section'],
  path: string,
  before: ChangeValue,
  after: ChangeValue,
): FieldChange {
  const impact = before === undefined ? 'none' : 'restart';
  return { subject: PROXY_SUBJECT, section, path, before, after, impact };
}
