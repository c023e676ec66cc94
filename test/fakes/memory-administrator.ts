/** The dashboard's administrator in memory, for `memory-store.ts`. */
import type { Secret } from '../../src/core/model/secret.ts';
import type {
  Administrator,
  AdminSession,
  NewAdminSession,
  SecondFactor,
} from '../../src/ports/administrator.ts';
import type { Digest } from '../../src/ports/customer-access.ts';

interface Kept extends AdminSession {
  readonly digest: Digest;
  readonly ends: number;
}

export class MemoryAdministrator implements Administrator {
  readonly #now: () => Date;
  readonly #wrote: (call: string) => void;
  #hash: string | undefined;
  #setup: { readonly digest: Digest; readonly until: number } | undefined;
  #sessions: readonly Kept[] = [];
  #last = 0;
  #factor: { readonly secret: Secret; readonly step: number } | undefined;

  readonly secondFactor: SecondFactor = {
    secret: async () => this.#factor?.secret,
    set: async (secret, step) => {
      if (this.#factor !== undefined) return false;
      this.#factor = { secret, step };
      return true;
    },
    useStep: async (step) => {
      if (this.#factor === undefined || this.#factor.step >= step) return false;
      this.#factor = { ...this.#factor, step };
      return true;
    },
    remove: async () => {
      const isThere = this.#factor !== undefined;
      this.#factor = undefined;
      return isThere;
    },
  };

  constructor(now: () => Date, wrote: (call: string) => void) {
    this.#now = now;
    this.#wrote = wrote;
  }

  async passwordHash(): Promise<string | undefined> {
    return this.#hash;
  }

  async offerSetup(digest: Digest, seconds: number): Promise<void> {
    this.#setup = { digest, until: this.#time() + seconds * 1000 };
    this.#wrote('offerSetup');
  }

  async redeemSetup(link: Digest, hash: string): Promise<boolean> {
    const setup = this.#setup;
    if (setup?.digest !== link || setup.until <= this.#time()) return false;
    this.#setup = undefined;
    this.#hash = hash;
    this.#sessions = [];
    this.#factor = undefined;
    this.#wrote('redeemSetup');
    return true;
  }

  async begin({ digest, address, idleSeconds, mostSeconds }: NewAdminSession): Promise<void> {
    const now = this.#time();
    const ends = now + mostSeconds * 1000;
    this.#last += 1;
    const created = text(now);
    const expires = text(Math.min(now + idleSeconds * 1000, ends));
    const session = { id: this.#last, digest, address, created, lastUsed: created, expires, ends };
    this.#sessions = [...this.#sessions, session];
    this.#wrote('beginAdminSession');
  }

  async use(digest: Digest, idleSeconds: number): Promise<AdminSession | undefined> {
    const found = this.#valid().find((one) => one.digest === digest);
    if (found === undefined) return undefined;
    const now = this.#time();
    const expires = text(Math.min(now + idleSeconds * 1000, found.ends));
    const used = { ...found, lastUsed: text(now), expires };
    this.#sessions = this.#sessions.map((one) => (one === found ? used : one));
    return shown(used);
  }

  async end(digest: Digest): Promise<boolean> {
    const isThere = this.#sessions.some((one) => one.digest === digest);
    this.#sessions = this.#sessions.filter((one) => one.digest !== digest);
    return isThere;
  }

  async endAll(): Promise<number> {
    const count = this.#valid().length;
    this.#sessions = [];
    return count;
  }

  async sessions(): Promise<readonly AdminSession[]> {
    return this.#valid().map(shown);
  }

  #valid(): readonly Kept[] {
    return this.#sessions.filter(({ expires }) => Date.parse(expires) > this.#time());
  }

  #time(): number {
    return this.#now().getTime();
  }
}

function shown({ digest: _, ends: __, ...session }: Kept): AdminSession {
  return session;
}

function text(time: number): string {
  return new Date(time).toISOString();
}
