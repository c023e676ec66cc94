/**
 * Headers in which forward-auth services name a user. A closed list, since the proxy takes all of them
 * from what clients send to any OpenClaw pod: so a pod may begin, change and end single sign-on, its
 * gateway and its route never quite at the same moment, and nobody can slip a name in between.
 */
export const IDENTITY_HEADERS: readonly string[] = [
  // oauth2-proxy, traefik-forward-auth
  'X-Forwarded-User',
  'X-Forwarded-Email',
  'X-Forwarded-Preferred-Username',
  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-Request-Preferred-Username',
  // Authelia, tinyauth
  'Remote-User',
  'Remote-Email',
  // Authentik
  'X-authentik-username',
  'X-authentik-email',
  'X-authentik-uid',
  // Pomerium, Cloudflare Access, Keycloak's gatekeeper
  'X-Pomerium-Claim-Email',
  'Cf-Access-Authenticated-User-Email',
  'X-Auth-Username',
  'X-Auth-Email',
];

export function isIdentityHeader(name: string): boolean {
  return IDENTITY_HEADERS.some((known) => known.toLowerCase() === name.toLowerCase());
}
