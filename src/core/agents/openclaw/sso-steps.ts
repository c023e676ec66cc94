import { DEFAULTS } from '../../desired/defaults.ts';
import { GATEWAY_TOKEN } from '../../desired/secret-names.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PodSpec } from '../../schema/types.ts';
import { compareText } from '../../util/sort.ts';
import { secretRef } from './secret-refs.ts';

export type Sso = NonNullable<NonNullable<PodSpec['route']>['sso']>;

/** What a browser's device gets by itself: all that daily work needs, and no administration. */
const DEVICE_SCOPES = [
  'operator.read',
  'operator.write',
  'operator.approvals',
  'operator.questions',
] as const;
const OWNER_SCOPES = ['operator.admin'] as const;

/**
 * The gateway believes the user that the reverse proxy names, and the proxy alone. Browsers have a
 * device each, which would wait for somebody's approval: it is approved without administration, and
 * an owner has that for each connection that the proxy vouches for, so it goes when the owner does.
 */
export function trustedProxyLogin({ owners, userHeader }: Sso): JsonObject {
  const users = [...new Set(owners)].sort(compareText);
  return {
    mode: 'trusted-proxy',
    // For AgentPod itself, from within the container: by no other road does the gateway take it.
    password: secretRef(GATEWAY_TOKEN),
    identityScopes: Object.fromEntries(users.map((user) => [user, [...OWNER_SCOPES]])),
    trustedProxy: {
      userHeader: (userHeader ?? DEFAULTS.sso.userHeader).toLowerCase(),
      allowUsers: users,
      deviceAutoApprove: { enabled: true, scopes: [...DEVICE_SCOPES] },
    },
  };
}
