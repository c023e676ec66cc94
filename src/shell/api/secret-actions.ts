import Value from 'typebox/value';
import { tenantSubject } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import { Name } from '../../core/schema/scalars.ts';
import { storeSecret } from '../../engine/store-secret.ts';
import { actorOf } from './caller.ts';
import { type Asked, accepted, type ChangeParts, once } from './change-parts.ts';
import { Problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** Whoever has the lock may be making a pod. */
const PATIENCE_SECONDS = 60;

/** Stores what an administrator sent; the value goes nowhere else. */
export async function storeSent(parts: ChangeParts, context: Asked): Promise<Response> {
  const tenant = context.req.param('tenant') ?? '';
  if (!Value.Check(Name, tenant)) {
    throw new Problem(400, 'ParameterInvalid', "that is not a tenant's name", {
      hint: 'lower-case letters, digits and hyphens, at most 40 characters',
    });
  }
  const body = await readBody(context, 'NewSecret');
  const { name, value } = body;
  if (!value.isWellFormed()) {
    throw new Problem(400, 'BodyInvalid', '/value has halves of characters, which no text has');
  }
  const work = async () => {
    const stored = await storeSecret(
      context.get('workspace'),
      { tenant, name, value: new Secret(value) },
      {
        actor: actorOf(context.get('caller')),
        command: 'secret set',
        timeoutSeconds: PATIENCE_SECONDS,
      },
    );
    const message = stored.changed ? `stored as version ${stored.version}` : 'stored already';
    return accepted(tenantSubject(tenant), message);
  };
  return once(parts, context, work, body);
}
