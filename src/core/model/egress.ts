/** Where a pod's own connections may go, with nothing left to be implied. */
export interface EgressPolicy {
  /** For public addresses that `allow` does not name. Private ones are closed unless named. */
  readonly default: 'open' | 'none';
  /** Sorted. */
  readonly allow: readonly EgressAllowance[];
}

interface EgressAllowance {
  /** IPv4 address, CIDR or host name. */
  readonly to: string;
  /** TCP and UDP, sorted; empty: every port and protocol. */
  readonly ports: readonly number[];
}

export const OPEN: EgressPolicy = { default: 'open', allow: [] };

/** Whether the pod asks for no more than what it has without a word. */
export function isOpen({ default: otherwise, allow }: EgressPolicy): boolean {
  return otherwise === 'open' && allow.length === 0;
}

/** What the host's packet filter says, and what rules for it are made from. */
export type ObservedFirewall =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true;
      /** Hash of the rules that were last written; absent when there are none. */
      readonly written?: string;
      /** Whether the kernel still holds them just as they were written. */
      readonly intact: boolean;
      /** Name servers that pods ask. */
      readonly resolvers: readonly string[];
      /** By host name; the last known ones where it cannot be looked up. */
      readonly hosts: Readonly<Record<string, readonly string[]>>;
    };
