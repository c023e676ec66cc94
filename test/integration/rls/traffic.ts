/** Mixed queries of two tenants over one small pool; whatever reaches the wrong one is counted. */
import { sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import type { NewEvent } from '../../../src/ports/state-store.ts';
import { appendEvents, listEvents } from '../../../src/services/database/event-log.ts';
import type { Database } from '../../../src/services/database/postgres.ts';
import { loadRecords } from '../../../src/services/database/records.ts';
import { withTenant } from '../../../src/services/database/tenant-scope.ts';

export interface Traffic {
  readonly queries: number;
  /** Transactions that were refused or broken off, as they should be. */
  readonly undone: number;
  /** One sentence for each row, setting or role that was not as it must be. */
  readonly leaks: readonly string[];
}

interface Tenant {
  readonly uid: string;
  readonly name: string;
}

export const TENANTS: readonly [Tenant, Tenant] = [
  { uid: 'tenant-a', name: 'acme' },
  { uid: 'tenant-b', name: 'globex' },
];
/** More than the pool's connections, so that each passes from one tenant to the other all the time. */
const WORKERS = 6;
const TABLES = ['tenants', 'pods', 'port_leases', 'tenant_keys', 'secrets', 'events', 'audit'];

export async function sendTraffic(pool: Pool, queries: number, seed: number): Promise<Traffic> {
  const traffic = new Mixer(pool, queries, seed);
  await Promise.all(Array.from({ length: WORKERS }, () => traffic.work()));
  return traffic;
}

/** A broken-off transaction: the work fails for a reason of its own. */
class BrokenOff extends Error {}

class Mixer implements Traffic {
  queries = 0;
  undone = 0;
  readonly leaks: string[] = [];
  readonly #pool: Pool;
  readonly #goal: number;
  #random: number;

  constructor(pool: Pool, goal: number, seed: number) {
    this.#pool = pool;
    this.#goal = goal;
    this.#random = seed;
  }

  async work(): Promise<void> {
    while (this.queries < this.#goal) {
      if (this.#pick(10) === 0) await this.#askAsEngine();
      else await this.#askAsTenant(this.#pick(2));
    }
  }

  async #askAsEngine(): Promise<void> {
    const { rows } = await this.#count(() =>
      this.#pool.query(`
        select current_user as role, current_setting('agentpod.tenant_id', true) as tenant,
          count(*)::int as tenants from agentpod.tenants`),
    );
    const { role, tenant, tenants } = rows[0];
    if (role !== 'agentpod_engine' || tenant || tenants !== TENANTS.length) {
      this.leaks.push(`the engine is ${role} of "${tenant}" and sees ${tenants} tenants`);
    }
  }

  async #askAsTenant(index: number): Promise<void> {
    const own = TENANTS[index] ?? TENANTS[0];
    const other = TENANTS[1 - index] ?? TENANTS[1];
    try {
      await withTenant(this.#pool, own.uid, async (db) => {
        for (let statements = 1 + this.#pick(5); statements > 0; statements -= 1) {
          await this.#statement(db, own, other);
        }
        // Last, since writers of events wait for each other.
        if (this.#pick(5) === 0) {
          await this.#count(() => appendEvents(db, [eventOf(own)]));
        }
      });
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      const expected =
        cause instanceof BrokenOff ||
        (cause instanceof Error && Reflect.get(cause, 'code') === '42501');
      if (!expected) throw error;
      this.undone += 1;
    }
  }

  async #statement(db: Database, own: Tenant, other: Tenant): Promise<void> {
    const table = sql.raw(`agentpod.${TABLES[this.#pick(TABLES.length)]}`);
    switch (this.#pick(11)) {
      case 0:
        return this.#expectOwn(
          own,
          await this.#count(() => loadRecords(db)).then(({ tenants }) =>
            tenants.map(({ uid }) => uid),
          ),
        );
      case 1:
        return this.#expectOwn(
          own,
          (await this.#count(() => listEvents(db, { limit: 20 }))).map(({ message }) => message),
        );
      case 2:
        return this.#expectNone(
          own,
          await this.#rows(db, sql`select tenant_id from ${table} where tenant_id = ${other.uid}`),
        );
      case 3:
        return this.#expectNone(
          own,
          await this.#rows(
            db,
            sql`
          update agentpod.secrets set fingerprint = 'stolen' where tenant_id = ${other.uid} returning tenant_id`,
          ),
        );
      case 4:
        return this.#expectNone(
          own,
          await this.#rows(
            db,
            sql`
          delete from agentpod.secrets where tenant_id = ${other.uid} returning tenant_id`,
          ),
        );
      case 5:
        return this.#expectOwn(
          own,
          await this.#rows(db, newSecret(own.uid, this.#pick(1_000_000_000))),
        );
      case 6:
        return this.#expectOwn(
          own,
          await this.#rows(
            db,
            sql`
          delete from agentpod.secrets where id in (
            select id from agentpod.secrets where name = 'traffic' limit 2 for update skip locked) returning tenant_id`,
          ),
        );
      case 7:
        if (this.#pick(4) === 0) throw new BrokenOff();
        if (this.#pick(4) === 0) {
          await this.#rows(db, newSecret(other.uid, this.#pick(1_000_000_000)));
          this.leaks.push(`${own.uid} wrote a secret of ${other.uid}`);
        }
        return;
      default:
        return this.#expectOwn(
          own,
          await this.#rows(db, sql`select tenant_id from ${table} limit 10`),
        );
    }
  }

  async #rows(db: Database, query: ReturnType<typeof sql>): Promise<string[]> {
    const { rows } = await this.#count(() => db.execute<{ tenant_id: string }>(query));
    return rows.map(({ tenant_id }) => tenant_id);
  }

  #count<T>(query: () => T): T {
    this.queries += 1;
    return query();
  }

  #expectOwn(own: Tenant, found: readonly string[]): void {
    for (const uid of found) if (uid !== own.uid) this.leaks.push(`${own.uid} got a row of ${uid}`);
  }

  #expectNone(own: Tenant, found: readonly string[]): void {
    for (const uid of found) this.leaks.push(`${own.uid} reached a row of ${uid}`);
  }

  /** Below `limit`; a linear congruential generator, so that a run can be repeated. */
  #pick(limit: number): number {
    this.#random = (this.#random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.#random / 2_147_483_648) * limit);
  }
}

function eventOf({ uid, name }: Tenant): NewEvent {
  return { subject: `tenant/${name}`, type: 'Normal', reason: 'T', message: uid };
}

function newSecret(uid: string, version: number) {
  return sql`
    insert into agentpod.secrets (tenant_id, name, version, key_version, nonce, ciphertext, fingerprint)
    values (${uid}, 'traffic', ${version}, 1, '', '', '') on conflict do nothing returning tenant_id`;
}
