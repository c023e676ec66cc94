/** Customers' links and sessions in memory, for `memory-store.ts`. */
import { createHash, randomBytes } from 'node:crypto';
import { AgentPodError } from '../../src/core/model/errors.ts';
import type { PodRecord } from '../../src/core/model/observed.ts';
import { type PodKey, splitPodKey } from '../../src/core/model/resource.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type {
  CustomerAccess,
  CustomerPod,
  CustomerSession,
  Invitation,
  PodAccess,
} from '../../src/ports/customer-access.ts';
import type { NewAuditEntry } from '../../src/ports/state-store.ts';
import type { MemoryLogs } from './memory-logs.ts';

interface Ground {
  readonly now: () => Date;
  readonly pods: () => readonly PodRecord[];
  readonly tenantUid: (name: string) => string | undefined;
  readonly logs: MemoryLogs;
}

interface Link {
  readonly pod: string;
  readonly digest: string;
  readonly expires: number;
  redeemed: boolean;
}

interface Session {
  readonly id: number;
  readonly pod: string;
  readonly digest: string;
  readonly created: number;
  readonly ends: number;
  address: string;
  lastUsed: number;
  expires: number;
}

export class MemoryAccess implements CustomerAccess {
  readonly #ground: Ground;
  #links: Link[] = [];
  #sessions: Session[] = [];
  #lastId = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async findPod(host: string): Promise<CustomerPod | undefined> {
    const found = this.#ground.pods().filter((pod) => pod.applied?.hosts.includes(host));
    const [pod] = found;
    if (pod === undefined || found.length > 1) return undefined;
    const tenantUid = this.#ground.tenantUid(splitPodKey(pod.key).tenant) ?? '';
    return { key: pod.key, tenantUid, uid: pod.uid };
  }

  async invite(key: PodKey, seconds: number): Promise<Invitation> {
    const pod = this.#uid(key);
    if (pod === undefined) throw new AgentPodError('Conflict', 'RecordMissing', key);
    const token = randomBytes(32).toString('base64url');
    const digest = createHash('sha256').update(token).digest('hex');
    const expires = this.#now() + seconds * 1000;
    this.#links.push({ pod, digest, expires, redeemed: false });
    return { token: new Secret(token), expires: new Date(expires).toISOString() };
  }

  async sessions(key: PodKey): Promise<readonly CustomerSession[]> {
    return this.#valid(this.#sessions, this.#uid(key)).map(shown);
  }

  async revoke(key: PodKey, id: number): Promise<number> {
    const gone = this.#valid(this.#sessions, this.#uid(key)).filter((one) => one.id === id);
    this.#sessions = this.#sessions.filter((session) => !gone.includes(session));
    return gone.length;
  }

  async revokeAll(key: PodKey) {
    const sessions = this.#valid(this.#sessions, this.#uid(key));
    const links = this.#valid(this.#links, this.#uid(key)).filter(({ redeemed }) => !redeemed);
    this.#sessions = this.#sessions.filter((session) => !sessions.includes(session));
    this.#links = this.#links.filter((link) => !links.includes(link));
    return { sessions: sessions.length, links: links.length };
  }

  within({ uid: named, tenantUid }: CustomerPod): PodAccess {
    const pod = this.#ground.pods().find((one) => one.uid === named);
    const owner = pod && this.#ground.tenantUid(splitPodKey(pod.key).tenant);
    const uid = owner === tenantUid ? named : '';
    const find = (digest: string) => {
      const [session] = this.#valid(this.#sessions, uid).filter((one) => one.digest === digest);
      return session;
    };
    const appendAudit = (entries: readonly NewAuditEntry[]): void => {
      const own = entries.every(
        ({ subject = '' }) => this.#ground.tenantUid(subject.split('/')[1] ?? '') === tenantUid,
      );
      if (!own) throw new AgentPodError('InvalidInput', 'StateForbidden', 'another tenant');
      this.#ground.logs.appendAudit(entries);
    };
    return {
      redeem: async (digest, { digest: own, address, idleSeconds, mostSeconds }, trace) => {
        const usable = this.#valid(this.#links, uid).filter(({ redeemed }) => !redeemed);
        const link = usable.find((one) => one.digest === digest);
        if (link === undefined) return false;
        appendAudit([trace]);
        link.redeemed = true;
        this.#lastId += 1;
        const now = this.#now();
        const ends = now + mostSeconds * 1000;
        const expires = Math.min(ends, now + idleSeconds * 1000);
        const times = { created: now, lastUsed: now, expires, ends };
        this.#sessions.push({ id: this.#lastId, pod: uid, digest: own, address, ...times });
        return true;
      },
      use: async (digest, { address, idleSeconds }) => {
        const session = find(digest);
        if (session === undefined) return undefined;
        session.address = address;
        session.lastUsed = this.#now();
        session.expires = Math.min(session.ends, session.lastUsed + idleSeconds * 1000);
        return shown(session);
      },
      end: async (digest) => {
        const session = find(digest);
        this.#sessions = this.#sessions.filter((one) => one !== session);
        return session !== undefined;
      },
      appendAudit: async (entries) => appendAudit(entries),
    };
  }

  /** What opens nothing any more goes; answers how much that was. */
  trim(): number {
    const before = this.#links.length + this.#sessions.length;
    this.#links = this.#links.filter(({ expires }) => expires > this.#now());
    this.#sessions = this.#sessions.filter(({ expires }) => expires > this.#now());
    return before - this.#links.length - this.#sessions.length;
  }

  #now(): number {
    return this.#ground.now().getTime();
  }

  #uid(key: PodKey): string | undefined {
    return this.#ground.pods().find((pod) => pod.key === key)?.uid;
  }

  #valid<Row extends { readonly pod: string; readonly expires: number }>(
    rows: readonly Row[],
    pod: string | undefined,
  ): readonly Row[] {
    const kept = this.#ground.pods().some(({ uid }) => uid === pod);
    return rows.filter((row) => kept && row.pod === pod && row.expires > this.#now());
  }
}

function shown({ id, created, lastUsed, expires, address }: Session): CustomerSession {
  const text = (time: number) => new Date(time).toISOString();
  return {
    id,
    created: text(created),
    lastUsed: text(lastUsed),
    expires: text(expires),
    address,
  };
}
