import { BlockList, isIP } from 'node:net';

/** IP addresses, whatever way each is written. */
export class AddressSet {
  readonly #list = new BlockList();

  /** Entries that are no addresses are left out. */
  constructor(addresses: Iterable<string>) {
    for (const address of addresses) {
      const family = familyOf(address);
      if (family !== undefined) this.#list.addAddress(address, family);
    }
  }

  has(address: string): boolean {
    const family = familyOf(address);
    return family !== undefined && this.#list.check(address, family);
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  switch (isIP(address)) {
    case 4:
      return 'ipv4';
    case 6:
      return 'ipv6';
    default:
      return undefined;
  }
}
