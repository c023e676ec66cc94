import { DEFAULTS } from '../desired/defaults.ts';
import type { DesiredPod } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import { IDENTITY_HEADERS } from './identity-headers.ts';

/**
 * What decides who a request is from, in the order in which a request meets it. A gateway with single
 * sign-on believes the user header from this proxy whoever wrote it: so first goes what the client
 * wrote, at every OpenClaw pod, and then comes what the identity provider says.
 */
export function ssoMiddlewares({
  agent,
  spec,
}: DesiredPod): readonly (readonly [string, JsonObject])[] {
  if (agent !== 'openclaw') return [];
  // To Traefik an empty value means: remove it.
  const nobody = Object.fromEntries(IDENTITY_HEADERS.map((header) => [header, '']));
  const strip = ['identity', { headers: { customRequestHeaders: nobody } }] as const;
  const sso = spec.route?.sso;
  if (sso === undefined) return [strip];
  const forwardAuth = {
    address: sso.address,
    authResponseHeaders: [sso.userHeader ?? DEFAULTS.sso.userHeader],
    trustForwardHeader: false,
  };
  return [strip, ['sso', { forwardAuth }]];
}
