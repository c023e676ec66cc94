/** Tokens of the status API in memory, for `memory-store.ts`. */
import { createHash, randomBytes } from 'node:crypto';
import { AgentPodError } from '../../src/core/model/errors.ts';
import type { TenantRecord } from '../../src/core/model/observed.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { ApiToken, ApiTokens, NewApiToken } from '../../src/ports/api-tokens.ts';

interface Ground {
  readonly now: () => Date;
  readonly tenants: () => readonly TenantRecord[];
  readonly wrote: (call: string) => void;
}

type Kept = Omit<ApiToken, 'tenant'> & {
  readonly digest: string;
  readonly tenantUid: string | undefined;
};

export class MemoryApiTokens implements ApiTokens {
  readonly #ground: Ground;
  readonly #tokens = new Map<string, Kept>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async create(token: NewApiToken): Promise<Secret> {
    const { name, role } = token;
    const wanted = token.role === 'tenant' ? token.tenant : undefined;
    const tenant = this.#ground.tenants().find((one) => one.name === wanted);
    if (wanted !== undefined && tenant === undefined) refuse('RecordMissing', wanted);
    if (this.#current().some((one) => one.name === name)) refuse('NameTaken', name);
    const text = randomBytes(32).toString('base64url');
    const digest = createHash('sha256').update(text).digest('hex');
    const created = this.#ground.now().toISOString();
    this.#tokens.set(name, { name, role, digest, created, tenantUid: tenant?.uid });
    this.#ground.wrote('createApiToken');
    return new Secret(text);
  }

  async list(): Promise<readonly ApiToken[]> {
    return this.#current()
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((one) => this.#shown(one));
  }

  async revoke(name: string): Promise<boolean> {
    const isThere = this.#current().some((one) => one.name === name);
    this.#tokens.delete(name);
    return isThere;
  }

  async find(digest: string): Promise<ApiToken | undefined> {
    const found = this.#current().find((one) => one.digest === digest);
    return found && this.#shown(found);
  }

  /** Without those whose tenant is gone. */
  #current(): readonly Kept[] {
    const uids = new Set(this.#ground.tenants().map(({ uid }) => uid));
    return [...this.#tokens.values()].filter(
      ({ tenantUid }) => tenantUid === undefined || uids.has(tenantUid),
    );
  }

  #shown({ name, role, created, tenantUid }: Kept): ApiToken {
    const tenant = this.#ground.tenants().find(({ uid }) => uid === tenantUid);
    return { name, role, created, tenant: tenant && { name: tenant.name, uid: tenant.uid } };
  }
}

function refuse(reason: string, what: string): never {
  throw new AgentPodError('Conflict', reason, `${reason}: ${what}`);
}
