import { DEFAULTS } from '../desired/defaults.ts';
import type { DesiredPod } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';

/**
 * What asks the identity provider before a pod is reached, in the order in which a request meets it;
 * none for a pod without SSO. The pod believes the user header from this proxy whoever wrote it, so
 * every router to such a pod needs both: the first drops what the client wrote, the second puts in what
 * the provider says.
 */
export function ssoMiddlewares({ spec }: DesiredPod): readonly (readonly [string, JsonObject])[] {
  const sso = spec.route?.sso;
  if (sso === undefined) return [];
  const header = sso.userHeader ?? DEFAULTS.sso.userHeader;
  return [
    // To Traefik an empty value means: remove it.
    ['sso-strip', { headers: { customRequestHeaders: { [header]: '' } } }],
    [
      'sso',
      {
        forwardAuth: {
          address: sso.address,
          authResponseHeaders: [header],
          trustForwardHeader: false,
        },
      },
    ],
  ];
}
