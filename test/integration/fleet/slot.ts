import { once } from 'node:events';
import { createServer } from 'node:net';

/** Host ports and subnets that one fleet has for itself, whatever other test processes run. */
export interface Slot {
  readonly ports: { readonly first: number; readonly last: number };
  /** A /20: room for 32 tenant networks. */
  readonly subnetPool: string;
  release(): Promise<void>;
}

const SLOTS = 16;
/** Below what Linux hands out to outgoing connections. */
const FIRST_PORT = 30_000;
/** Fifty pods, the claim, and a reverse proxy. */
const PORTS_EACH = 64;

/** The first port of a slot is never leased: listening on it is the claim, and dies with us. */
export async function claimSlot(): Promise<Slot> {
  const start = process.pid % SLOTS;
  for (let turn = 0; turn < SLOTS; turn += 1) {
    const index = (start + turn) % SLOTS;
    const first = FIRST_PORT + index * PORTS_EACH;
    const server = createServer();
    try {
      await once(server.listen(first, '127.0.0.1'), 'listening');
    } catch {
      continue;
    }
    return {
      ports: { first: first + 1, last: first + PORTS_EACH - 1 },
      subnetPool: `10.215.${index * 16}.0/20`,
      async release() {
        server.close();
        await once(server, 'close');
      },
    };
  }
  throw new Error(`all ${SLOTS} fleets of this machine are taken by other test runs`);
}
