import type { ObservedFirewall } from '../core/model/egress.ts';

/**
 * The packet filter of the Engine's host, where the instance has one set of rules of its own. Failures
 * are `AgentPodError`s: `FirewallRefused` (Transient) with the filter's own words.
 */
export interface Firewall {
  /** Rejects only as `ground` does: what cannot be used is unavailable, with a reason. */
  observe(request: ObserveFirewall): Promise<ObservedFirewall>;
  /** Puts these rules in place of the instance's earlier ones, at once, and keeps them for the next boot. */
  write(instance: string, rules: string): Promise<void>;
  /** Succeeds when there are none. */
  remove(instance: string): Promise<void>;
}

export interface ObserveFirewall {
  readonly instance: string;
  /** May still be looked for: the rules are read meanwhile. */
  readonly ground: Promise<FirewallGround>;
}

export interface FirewallGround {
  /** Interfaces that the Engine has on its host; they tell whether this is that host. */
  readonly bridges: readonly string[];
  /** Names whose addresses are wanted. */
  readonly hosts: readonly string[];
}
