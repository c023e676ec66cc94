import type { ObservedFirewall } from '../../src/core/model/egress.ts';
import { sha256 } from '../../src/core/util/hash.ts';
import type { Firewall, ObserveFirewall } from '../../src/ports/firewall.ts';

/** A host's packet filter that keeps what it is given, and that a test may take away or meddle with. */
export class FakeFirewall implements Firewall {
  rules: string | undefined;
  intact = true;
  /** Why there is none, when there is none. */
  unavailable: string | undefined;
  readonly resolvers: string[] = ['10.255.255.53'];
  readonly names = new Map<string, readonly string[]>();
  writes = 0;

  async observe({ ground }: ObserveFirewall): Promise<ObservedFirewall> {
    const { hosts } = await ground;
    if (this.unavailable !== undefined) return { available: false, reason: this.unavailable };
    return {
      available: true,
      ...(this.rules === undefined ? {} : { written: sha256(this.rules) }),
      intact: this.intact,
      resolvers: this.resolvers,
      hosts: Object.fromEntries(hosts.map((host) => [host, this.names.get(host) ?? []])),
    };
  }

  async write(_instance: string, rules: string): Promise<void> {
    this.writes += 1;
    this.rules = rules;
    this.intact = true;
  }

  async remove(): Promise<void> {
    this.writes += 1;
    this.rules = undefined;
  }
}
