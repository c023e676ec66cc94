import { DEFAULTS } from '../desired/defaults.ts';
import { pathsOverlap } from '../proxy/path-prefixes.ts';
import { HOST_PATTERN } from '../schema/scalars.ts';
import { nearest } from '../util/suggest.ts';
import { formatPosition, type PodInTenant } from './collect.ts';
import type { DocumentFinding, TenantDocument } from './document.ts';
import { positionOf } from './positions.ts';
import { quote } from './quote.ts';

/**
 * Host names: from the pod, else from its tenant's pattern, and never two pods on one, unless they are of
 * one tenant and each has paths of its own there.
 */

const PLACEHOLDERS = ['pod', 'tenant'];
const HOST = new RegExp(HOST_PATTERN);
const MAX_HOST = 253;

/** Empty when the pod has none; text that is no host name when the pattern yields none. */
export function hostsOf({ name, document, tenant }: PodInTenant): readonly string[] {
  const { hosts } = document.manifest.spec;
  const pattern = tenant.manifest.spec?.domain;
  if (hosts) return hosts;
  if (pattern === undefined || unknownPlaceholder(pattern) !== undefined) return [];
  const values: Readonly<Record<string, string>> = { pod: name, tenant: tenant.name };
  return [pattern.replace(/\{([^{}]*)\}/g, (text, key: string) => values[key] ?? text)];
}

export function checkDomain(document: TenantDocument): readonly DocumentFinding[] {
  const pattern = document.manifest.spec?.domain;
  const unknown = pattern === undefined ? undefined : unknownPlaceholder(pattern);
  if (unknown === undefined) return [];
  const meant = nearest(unknown, PLACEHOLDERS);
  return [
    {
      document,
      path: ['spec', 'domain'],
      spot: 'value',
      rule: 'UnknownPlaceholder',
      message:
        unknown === UNPAIRED
          ? `${quote(pattern)} has a brace without its partner`
          : `{${unknown}} in ${quote(pattern)} is not replaced by anything`,
      hint: meant ? `did you mean {${meant}}?` : 'known are {pod} and {tenant}',
    },
  ];
}

/** Whether what the tenant's pattern yields for this pod is a host name. */
export function checkDerivedHost(pod: PodInTenant): readonly DocumentFinding[] {
  if (pod.document.manifest.spec.hosts) return [];
  const invalid = hostsOf(pod).find((host) => !HOST.test(host) || host.length > MAX_HOST);
  if (invalid === undefined) return [];
  return [
    {
      document: pod.tenant,
      path: ['spec', 'domain'],
      spot: 'value',
      rule: 'HostNameFormat',
      message: `the pattern gives ${quote(invalid)} for pod ${pod.key}, which is not a host name`,
      hint: 'write a pattern such as {pod}.{tenant}.example.com, or hosts in the pod',
    },
  ];
}

export function checkHostsTaken(pods: Iterable<PodInTenant>): readonly DocumentFinding[] {
  const taken = new Map<string, HostUse[]>();
  const findings: DocumentFinding[] = [];
  for (const pod of pods) {
    for (const [index, host] of hostsOf(pod).entries()) {
      const uses = taken.get(host) ?? [];
      const other = uses.find((use) => !canShare(use.pod, pod));
      if (other) findings.push(hostTaken(host, { pod, index }, other));
      else taken.set(host, [...uses, { pod, index }]);
    }
  }
  return findings;
}

interface HostUse {
  readonly pod: PodInTenant;
  readonly index: number;
}

function canShare(one: PodInTenant, other: PodInTenant): boolean {
  return one.tenant.name === other.tenant.name && !pathsOverlap(prefixesOf(one), prefixesOf(other));
}

function prefixesOf({ document }: PodInTenant): readonly string[] {
  return document.manifest.spec.route?.pathPrefixes ?? [];
}

/** An OpenClaw gateway serves its pages below one path. */
export function checkPrefixes(pod: PodInTenant): readonly DocumentFinding[] {
  const { agent = DEFAULTS.agent } = pod.document.manifest.spec;
  if (agent !== 'openclaw' || prefixesOf(pod).length <= 1) return [];
  return [
    {
      document: pod.document,
      path: ['spec', 'route', 'pathPrefixes', 1],
      spot: 'value',
      rule: 'OnePathOnly',
      message: 'an openclaw pod is served below one path',
      hint: 'leave one of them; only generic agents can have several',
    },
  ];
}

function hostTaken(host: string, { pod, index }: HostUse, first: HostUse): DocumentFinding {
  const own = pod.document.manifest.spec.hosts !== undefined;
  return {
    document: pod.document,
    path: own ? ['spec', 'hosts', index] : ['metadata', 'name'],
    spot: 'value',
    rule: 'HostTaken',
    message: `${quote(host)} is already the host of pod ${first.pod.key} at ${place(first)}`,
    hint: own
      ? pod.tenant.name === first.pod.tenant.name
        ? 'give one of them another host, or each paths of its own (spec.route.pathPrefixes)'
        : 'give one of them another host'
      : "put {pod} and {tenant} into the tenant's domain, or write hosts in the pod",
  };
}

function place({ pod: { document }, index }: HostUse): string {
  if (!document.manifest.spec.hosts) return formatPosition(document.position);
  return formatPosition(positionOf(document.source, document.index, ['spec', 'hosts', index]));
}

const UNPAIRED = '{';

/** What stands in the first braces that hold no known word, or `UNPAIRED`. */
function unknownPlaceholder(pattern: string): string | undefined {
  const names = [...pattern.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const unknown = names.find((name) => !PLACEHOLDERS.includes(name));
  if (unknown !== undefined) return unknown;
  return /[{}]/.test(pattern.replace(/\{[^{}]*\}/g, '')) ? UNPAIRED : undefined;
}
