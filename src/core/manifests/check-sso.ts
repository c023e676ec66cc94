import { hostsOf } from './check-hosts.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** Headers that mean something else, to a proxy or to the gateway. */
const TAKEN =
  /^(host|authorization|cookie|connection|upgrade|origin|forwarded|te|trailer|transfer-encoding|content-.*|sec-.*|proxy-.*|x-real-ip|x-openclaw-.*|x-forwarded-(for|host|proto|port|server|prefix|method|uri))$/i;

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
  if (userHeader !== undefined && TAKEN.test(userHeader)) {
    findings.push({
      document,
      path: at(['userHeader']),
      spot: 'value',
      rule: 'HeaderTaken',
      message: `${quote(userHeader)} has a meaning of its own and cannot name the user`,
      hint: 'write the header of the forward-auth answer, such as X-Forwarded-User',
    });
  }
  return findings;
}
