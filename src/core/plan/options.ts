import type { ConfigCure } from '../health/config-cure.ts';
import type { ProxySettings } from '../model/proxy.ts';
import type { PodKey, Subject } from '../model/resource.ts';

/** What a plan depends on besides desired and observed state. All of it is data. */
export interface PlanOptions {
  readonly instance: string;
  /** RFC 3339 UTC; new identities are made from it, and rules with a date end by it. */
  readonly now: string;
  readonly ports: { readonly first: number; readonly last: number };
  /** CIDR that tenant networks are cut from. */
  readonly subnetPool: string;
  readonly proxy: ProxySettings;
  /** What becomes of recorded pods and tenants that no manifest names. */
  readonly prune: PruneOptions;
  /** Only these subjects are planned; all when absent. */
  readonly only?: ReadonlySet<Subject>;
  /** The host's rules are as every manifest says, also of pods that are not among `only`. */
  readonly egressOfAll?: boolean;
  /** Pods whose process runs and does not answer, with what was seen: they are restarted. */
  readonly hung?: ReadonlyMap<PodKey, string>;
  /** Pods that somebody asks all the time anyway, so that no plan waits for them to become ready. */
  readonly watched?: ReadonlySet<PodKey>;
  /** Paths in their config that are as the manifest says again, whoever owns them; '' for all. */
  readonly putBack?: ReadonlyMap<PodKey, readonly string[]>;
  /** Gateways that do not run the config that their file holds, and what is tried. */
  readonly cures?: ReadonlyMap<PodKey, ConfigCure>;
  /** Volumes of deleted pods go as well, whatever their deletion policy. Only `delete --volumes` says so. */
  readonly deleteVolumes?: boolean;
  /** Why what no manifest names goes, in words; for events and plans. */
  readonly deletionCause?: string;
  /** A pod whose state volume is gone may start over with an empty one. */
  readonly acceptDataLoss?: boolean;
  /** Pods that run and are not in an empty database may be made anew. */
  readonly replaceUnknown?: boolean;
}

export interface PruneOptions {
  readonly enabled: boolean;
  /** Deleting every pod because the source is empty needs a word. */
  readonly allowEmpty: boolean;
  /** Pods that may go in one plan. */
  readonly maxDeletes: number;
}

/** Nothing goes: for whoever only looks, or plans about a part. */
export const NO_PRUNE: PruneOptions = { enabled: false, allowEmpty: false, maxDeletes: 0 };
