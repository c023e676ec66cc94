import { IDENTITY_HEADERS, isIdentityHeader } from '../proxy/identity-headers.ts';
import { nearest } from '../util/suggest.ts';
import { hostsOf } from './check-hosts.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

export function checkSso(pod: PodInTenant): readonly DocumentFinding[] {
  const { document } = pod;
  const { agent, route } = document.manifest.spec;
  const sso = route?.sso;
  if (sso === undefined) return [];
  const at = (path: readonly string[]) => ['spec', 'route', 'sso', ...path];
  const findings: DocumentFinding[] = [];
  if (agent === 'generic') {
    findings.push({
      document,
      path: at([]),
      spot: 'key',
      rule: 'OpenClawOnly',
      message: '"sso" is for openclaw, this pod runs a generic agent',
      hint: 'use basicAuth, or let the agent sign its users in by itself',
    });
  } else if (hostsOf(pod).length === 0) {
    findings.push({
      document,
      path: at([]),
      spot: 'key',
      rule: 'SsoWithoutHost',
      message: 'single sign-on needs a host, where the reverse proxy stands in front of the pod',
      hint: "write hosts, or a domain in the pod's tenant",
    });
  }
  const { userHeader } = sso;
  if (userHeader !== undefined && !isIdentityHeader(userHeader)) {
    const guess = nearest(userHeader, IDENTITY_HEADERS);
    findings.push({
      document,
      path: at(['userHeader']),
      spot: 'value',
      rule: 'UserHeaderUnknown',
      message: `${quote(userHeader)} is no header that a forward-auth service names users in`,
      hint: guess ? `did you mean ${guess}?` : `known are ${IDENTITY_HEADERS.join(', ')}`,
    });
  }
  return findings;
}
