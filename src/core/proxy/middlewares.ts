import { ROUTE_USERS } from '../desired/secret-names.ts';
import type { DesiredPod } from '../model/desired.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { parseDuration } from '../util/duration.ts';
import { parseSize } from '../util/size.ts';
import { ssoMiddlewares } from './sso-middlewares.ts';
import { usersFilePath } from './users-file.ts';

/**
 * Other names by which programs ask for the client's address. Traefik replaces X-Forwarded-* and its
 * like, and lets these through as they come. An empty value takes the header away.
 */
const CLIENT_CLAIMS = [
  'CF-Connecting-IP',
  'Fastly-Client-IP',
  'Forwarded',
  'True-Client-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Original-Forwarded-For',
];
const NO_CLAIMS = Object.fromEntries(CLIENT_CLAIMS.map((name) => [name, '']));

/** What stands between a pod's router and the pod, by name, in the order in which a request meets it. */
export function routeMiddlewares(
  pod: DesiredPod,
  name: string,
): Readonly<Record<string, JsonObject>> {
  const { allowFrom, rateLimit, maxBodySize, pathPrefixes } = pod.spec.route ?? {};
  const bodyLimit = maxBodySize === undefined ? undefined : parseSize(maxBodySize);
  const users = pod.routeSecrets.find((secret) => secret.name === ROUTE_USERS);
  const steps: readonly (readonly [string, JsonValue | undefined])[] = [
    ['client', { headers: { customRequestHeaders: NO_CLAIMS } }],
    ['allow-from', allowFrom && { ipAllowList: { sourceRange: [...allowFrom] } }],
    ['rate-limit', rateLimit && { rateLimit: limit(rateLimit) }],
    [
      'users',
      users && {
        // The pod must not learn the password that the proxy asked for.
        basicAuth: { usersFile: usersFilePath(pod.key, users.fingerprint), removeHeader: true },
      },
    ],
    ...ssoMiddlewares(pod),
    ['body', bodyLimit && { buffering: { maxRequestBodyBytes: bodyLimit } }],
    [
      'prefix',
      // OpenClaw knows its own base path; anything else expects to be at the root.
      // The longest first, since the first that fits is taken away.
      pathPrefixes &&
        pod.agent !== 'openclaw' && {
          stripPrefix: { prefixes: pathPrefixes.toSorted((a, b) => b.length - a.length) },
        },
    ],
  ];
  return Object.fromEntries(
    steps.flatMap(([step, value]) => (value ? [[`${name}-${step}`, value as JsonObject]] : [])),
  );
}

type RateLimit = NonNullable<NonNullable<DesiredPod['spec']['route']>['rateLimit']>;

function limit({ requests, per, burst }: RateLimit): JsonObject {
  const seconds = per === undefined ? 1 : (parseDuration(per) ?? 1);
  return { average: requests, period: `${seconds}s`, burst: burst ?? requests };
}
