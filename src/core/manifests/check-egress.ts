import { forbiddenBecause } from '../egress/ranges.ts';
import { HOST_PATTERN } from '../schema/scalars.ts';
import type { PodSpec } from '../schema/types.ts';
import { canonical, isAddress } from '../util/subnet.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding, TenantDocument } from './document.ts';
import type { FieldPath } from './field-path.ts';
import { quote } from './quote.ts';

/** Targets of an allow-list: each an address, a range or a host name that rules can be made of. */

const HOST = new RegExp(HOST_PATTERN);
const RULE = 'EgressTargetFormat';

export function checkEgress({ document }: PodInTenant): readonly DocumentFinding[] {
  return checkTargets(document, document.manifest.spec.egress, ['spec', 'egress']);
}

/** At the tenant itself, so that it is said once and not for each pod. */
export function checkDefaultEgress(document: TenantDocument): readonly DocumentFinding[] {
  const path = ['spec', 'defaults', 'egress'];
  return checkTargets(document, document.manifest.spec?.defaults?.egress, path);
}

function checkTargets(
  document: DocumentFinding['document'],
  egress: PodSpec['egress'],
  path: FieldPath,
): readonly DocumentFinding[] {
  if (typeof egress !== 'object') return [];
  return (egress.allow ?? []).flatMap(({ to }, index): readonly DocumentFinding[] => {
    const problem = problemOf(to);
    if (problem === undefined) return [];
    const at = { document, path: [...path, 'allow', index, 'to'], spot: 'value' } as const;
    return [{ ...at, ...problem }];
  });
}

type Problem = Pick<DocumentFinding, 'rule' | 'message' | 'hint'>;

function problemOf(to: string): Problem | undefined {
  if (isAddress(to)) return addressProblem(to);
  if (/^[\d.]+(\/.*)?$/.test(to)) {
    const message = `${quote(to)} is not an IPv4 address or range`;
    return { rule: RULE, message, hint: 'write one like 10.1.2.3 or 10.1.0.0/16' };
  }
  return HOST.test(to) ? undefined : nameProblem(to);
}

function addressProblem(to: string): Problem | undefined {
  if (to.includes('/') && canonical(to) !== to) {
    const message = `${quote(to)} names a host and not a range`;
    const [address = ''] = to.split('/');
    return {
      rule: RULE,
      message,
      hint: `write ${canonical(to)}, or ${address} for the host alone`,
    };
  }
  const why = forbiddenBecause(to);
  if (why === undefined) return undefined;
  const message = `${quote(to)} is ${why}: no pod may reach it`;
  return { rule: 'EgressForbidden', message, hint: 'remove it' };
}

function nameProblem(to: string): Problem {
  const message = `${quote(to)} is not an egress target`;
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/:\s]+)/i.exec(to);
  if (url) return { rule: RULE, message, hint: `write only the host: ${url[1]?.toLowerCase()}` };
  if (to.startsWith('*')) {
    const hint = 'rules are made of addresses, which a wildcard does not tell: name each host';
    return { rule: RULE, message, hint };
  }
  const port = /^([^:\s]+):(\d+)$/.exec(to);
  if (port) return { rule: RULE, message, hint: `write to: ${port[1]} and ports: [${port[2]}]` };
  if (to.includes(':')) {
    return { rule: RULE, message, hint: "tenants' networks have IPv4 only: write an IPv4 address" };
  }
  const lower = to.toLowerCase();
  const hint = HOST.test(lower)
    ? `write ${lower}`
    : 'write an IPv4 address, a range such as 10.1.0.0/16, or a full host name';
  return { rule: RULE, message, hint };
}
