import type { Context } from 'hono';
import Value from 'typebox/value';
import { API_VERSION } from '../../core/model/api-version.ts';
import { tenantSubject } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import { Name } from '../../core/schema/scalars.ts';
import { storeSecret } from '../../engine/store-secret.ts';
import { type ApiEnv, actorOf } from './caller.ts';
import { Problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** Whoever has the lock may be making a pod. */
const PATIENCE_SECONDS = 60;

/** Stores what an administrator sent; the value goes nowhere else. */
export async function storeSent(context: Context<ApiEnv>): Promise<Response> {
  const tenant = context.req.param('tenant') ?? '';
  if (!Value.Check(Name, tenant)) {
    throw new Problem(400, 'ParameterInvalid', "that is not a tenant's name", {
      hint: 'lower-case letters, digits and hyphens, at most 40 characters',
    });
  }
  const { name, value } = await readBody(context, 'NewSecret');
  const actor = actorOf(context.get('caller'));
  const stored = await storeSecret(
    context.get('workspace'),
    { tenant, name, value: new Secret(value) },
    { actor, command: 'secret set', timeoutSeconds: PATIENCE_SECONDS },
  );
  const message = stored.changed ? `stored as version ${stored.version}` : 'stored already';
  const body = { apiVersion: API_VERSION, kind: 'Accepted', message };
  return context.json({ ...body, subject: tenantSubject(tenant) }, 202);
}
