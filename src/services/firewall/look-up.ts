import { Resolver } from 'node:dns/promises';

/** A name server that does not answer must not hold a pass up for long. */
const TIMEOUT_MS = 2000;

/** IPv4 addresses by name, sorted; what `known` says where a name cannot be looked up now. */
export async function lookUp(
  hosts: readonly string[],
  known: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, readonly string[]>> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  const entries = await Promise.all(
    hosts.map(async (host): Promise<[string, readonly string[]]> => {
      try {
        const addresses = await resolver.resolve4(host);
        return [host, [...new Set(addresses)].sort()];
      } catch {
        return [host, known[host] ?? []];
      }
    }),
  );
  return Object.fromEntries(entries);
}
