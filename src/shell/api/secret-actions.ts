import pLimit from 'p-limit';
import Value from 'typebox/value';
import { tenantSubject } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import { Name } from '../../core/schema/scalars.ts';
import { type NewSecretValue, storeSecret } from '../../engine/store-secret.ts';
import { actorOf } from './caller.ts';
import { type Asked, accepted, type ChangeParts, once } from './change-parts.ts';
import { Problem } from './problem.ts';
import { readBody } from './read-body.ts';
import type { Reply } from './repeats.ts';

/** Whoever has the lock may be making a pod. */
const PATIENCE_SECONDS = 60;

/** Stores what an administrator sent; the value goes nowhere else. */
export class SecretActions {
  readonly #parts: ChangeParts;
  /** Who waits for the lock has a connection of its own to the database, which has few. */
  readonly #turns = pLimit(1);

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  async store(context: Asked): Promise<Response> {
    const tenant = context.req.param('tenant') ?? '';
    if (!Value.Check(Name, tenant)) {
      throw new Problem(400, 'ParameterInvalid', "that is not a tenant's name", {
        hint: 'lower-case letters, digits and hyphens, at most 40 characters',
      });
    }
    const body = await readBody(context, 'NewSecret');
    if (!body.value.isWellFormed()) {
      throw new Problem(400, 'BodyInvalid', '/value has halves of characters, which no text has');
    }
    const { name } = body;
    const value = new Secret(body.value);
    return once(this.#parts, context, () => this.#store(context, { tenant, name, value }), body);
  }

  #store(context: Asked, secret: NewSecretValue): Promise<Reply> {
    const until = this.#now() + PATIENCE_SECONDS * 1000;
    return this.#turns(async () => {
      const stored = await storeSecret(context.get('workspace'), secret, {
        actor: actorOf(context.get('caller')),
        command: 'secret set',
        timeoutSeconds: Math.max(0, until - this.#now()) / 1000,
      });
      const message = stored.changed ? `stored as version ${stored.version}` : 'stored already';
      return accepted(tenantSubject(secret.tenant), message);
    });
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
