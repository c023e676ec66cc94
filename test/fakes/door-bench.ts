/** A customer's browser in front of the door, over a state in memory. */
import { DOOR_PATH } from '../../src/core/access/paths.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { CustomerPod } from '../../src/ports/customer-access.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { createDoor } from '../../src/shell/door/door.ts';
import { ACME, AGENT, APPLIED, COMMIT, OTHER } from '../contract/store-samples.ts';
import { memoryStore } from './memory-store.ts';

export const HOST = 'agent.acme.example.com';
export const OTHER_HOST = 'other.acme.example.com';
const PROXY = '10.0.0.2';
export const CLIENT = '203.0.113.7';

/** What a browser tells with a request of the page's own. */
export const OWN_GET = { 'sec-fetch-site': 'same-origin' } as const;
export const ownPost = (host = HOST) => ({
  ...OWN_GET,
  origin: `https://${host}`,
  'content-type': 'application/x-www-form-urlencoded',
});

interface Ask {
  readonly method?: string;
  readonly host?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose connection it is. */
  readonly peer?: string;
  readonly from?: string;
}

export class DoorBench {
  time = Date.parse('2026-01-01T00:00:00Z');
  readonly store: StateStore = memoryStore({ now: () => new Date(this.time) });
  readonly minted: CustomerPod[] = [];
  readonly reported: unknown[] = [];
  mint = async (pod: CustomerPod): Promise<Secret> => {
    this.minted.push(pod);
    return new Secret(`bootstrap-${this.minted.length}`);
  };
  readonly app = createDoor({
    access: this.store.access,
    mintBootstrap: (pod) => this.mint(pod),
    clock: { now: () => new Date(this.time) },
    trustedProxies: [PROXY],
    vendor: 'Initech',
    report: (error) => this.reported.push(error),
  });

  static async open(): Promise<DoorBench> {
    const bench = new DoorBench();
    await bench.store.recordTenant(ACME);
    await bench.store.recordPod(AGENT);
    await bench.store.recordPod(OTHER);
    await bench.store.commitPod(COMMIT);
    const applied = { ...APPLIED, hosts: [OTHER_HOST] };
    await bench.store.commitPod({ ...COMMIT, key: OTHER.key, applied });
    return bench;
  }

  /** As the reverse proxy sends it on. */
  async ask(path: string, { method, host = HOST, body, headers, peer, from }: Ask = {}) {
    const init = {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { host, 'x-forwarded-for': from ?? CLIENT, ...headers },
      ...(body === undefined ? {} : { body }),
    };
    const socket = { remoteAddress: peer ?? PROXY, remotePort: 1, remoteFamily: 'IPv4' };
    return this.app.request(path, init, { incoming: { socket } });
  }

  /** A link's token. */
  async invite(pod: typeof AGENT.key | typeof OTHER.key = AGENT.key, seconds = 86_400) {
    return (await this.store.access.invite(pod, seconds)).token.reveal();
  }

  redeem(token: string, ask: Ask = {}) {
    const headers = { ...ownPost(ask.host), ...ask.headers };
    return this.ask(DOOR_PATH.login, { ...ask, body: `token=${token}`, headers });
  }

  /** The `Cookie` header of somebody who just came in. */
  async signIn(pod: typeof AGENT.key | typeof OTHER.key = AGENT.key): Promise<string> {
    const host = pod === AGENT.key ? HOST : OTHER_HOST;
    return cookieOf(await this.redeem(await this.invite(pod), { host }));
  }

  async audit(): Promise<readonly string[]> {
    const entries = await this.store.audit({ limit: 1000 });
    return entries.map(({ action, result }) => `${action}: ${result}`).toReversed();
  }
}

export function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
