import type { AgentType } from '../schema/types.ts';
import type { ConfigOwner, DriftFate } from './config-owner.ts';
import type { ConfigFile, ContainerSpec, ProbeSpec, VolumeRole } from './container.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { AppliedPod } from './observed.ts';
import type { ProxyContainerSpec, ProxyFile, ProxyRole } from './proxy.ts';
import type { PodKey, Subject } from './resource.ts';
import type { SecretMaterial } from './secret.ts';

/**
 * What a plan line costs its pod: nothing, a live reload, a restart of the process, a new
 * container, or data that is gone for good.
 */
export type Impact = 'none' | 'hot' | 'restart' | 'recreate' | 'data';

/** The one thing an operation does. One action is one call to one port; it decides nothing. */
export type Action =
  | { readonly kind: 'image.pull'; readonly image: string }
  /** `rules` is the whole of them, as the packet filter reads it. */
  | { readonly kind: 'firewall.write'; readonly rules: string }
  | { readonly kind: 'firewall.remove' }
  | {
      readonly kind: 'network.create';
      readonly network: string;
      readonly tenant: string;
      readonly subnet: string;
      readonly bridge: string;
    }
  | { readonly kind: 'network.remove'; readonly network: string }
  | {
      readonly kind: 'network.connect';
      readonly network: string;
      readonly container: string;
      /** Absent: any free one. */
      readonly address: string | undefined;
    }
  | { readonly kind: 'network.disconnect'; readonly network: string; readonly container: string }
  | {
      readonly kind: 'proxy.create-network';
      readonly network: string;
      readonly subnet: string;
      /** Without a way out of the Engine's host. */
      readonly internal: boolean;
    }
  | { readonly kind: 'proxy.create-volume'; readonly volume: string }
  | {
      readonly kind: 'proxy.write';
      readonly volume: string;
      /** Any that is present. */
      readonly image: string;
      readonly files: readonly ProxyFile[];
    }
  | {
      readonly kind: 'proxy.create-container';
      readonly container: string;
      readonly role: ProxyRole;
      readonly spec: ProxyContainerSpec;
      readonly specHash: string;
    }
  | { readonly kind: 'proxy.await-ready'; readonly httpsPort: number }
  /** Signs one for exactly these hosts and hands it to the proxy. */
  | {
      readonly kind: 'certificate.issue';
      readonly hosts: readonly string[];
      readonly image: string;
    }
  | {
      readonly kind: 'route.write';
      readonly pod: PodKey;
      readonly image: string;
      /** Empty: the pod has no route any more. */
      readonly route: JsonObject;
      /** User lists that the route names. */
      readonly users: readonly SecretMaterial[];
    }
  | {
      readonly kind: 'route.verify';
      readonly pod: PodKey;
      readonly agent: AgentType;
      readonly container: string;
      readonly proxy: string;
      readonly network: string;
      readonly hosts: readonly string[];
      /** Where customers open it. */
      readonly url: string;
      /** Of the path that is the pod's; empty when all of its hosts is. */
      readonly prefix: string;
      /** Whether the proxy lets through only whom it knows, so that AgentPod itself may not get in. */
      readonly guarded: boolean;
      /** Whether the authority may be asked again for a certificate that is missing. */
      readonly askAgain: boolean;
      /** Any that is present. */
      readonly image: string;
      readonly hostPort: number;
      readonly probe: ProbeSpec;
    }
  | {
      readonly kind: 'tenant.record';
      readonly tenant: string;
      readonly uid: string;
      readonly subnet: string;
    }
  | { readonly kind: 'tenant.forget'; readonly tenant: string }
  | {
      readonly kind: 'pod.record';
      readonly pod: PodKey;
      readonly uid: string;
      readonly port: number;
      readonly address: string;
    }
  | {
      readonly kind: 'pod.commit';
      readonly pod: PodKey;
      readonly generation: number;
      readonly applied: AppliedPod;
      readonly deletionPolicy: 'retain' | 'delete';
    }
  | { readonly kind: 'pod.forget'; readonly pod: PodKey }
  | {
      readonly kind: 'volume.create';
      readonly volume: string;
      readonly pod: PodKey;
      readonly uid: string;
      readonly role: VolumeRole;
      readonly generation: number;
    }
  | { readonly kind: 'volume.remove'; readonly volume: string }
  | {
      readonly kind: 'config.check';
      readonly pod: PodKey;
      readonly agent: AgentType;
      readonly image: string;
      readonly files: readonly ConfigFile[];
      readonly env: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'content.write';
      readonly pod: PodKey;
      readonly image: string;
      /** Absent where the agent has none. */
      readonly config:
        | { readonly volume: string; readonly files: readonly ConfigFile[] }
        | undefined;
      readonly secrets:
        | { readonly volume: string; readonly items: readonly SecretMaterial[] }
        | undefined;
      /** Handed over to the agent's user, its content untouched; absent when that is done. */
      readonly state?: string;
    }
  | {
      readonly kind: 'container.create';
      readonly pod: PodKey;
      readonly container: string;
      readonly generation: number;
      readonly spec: ContainerSpec;
      /** The `dev.agentpod.*` labels. */
      readonly labels: Readonly<Record<string, string>>;
      /** Volume names by role. */
      readonly volumes: Readonly<Partial<Record<VolumeRole, string>>>;
    }
  | { readonly kind: 'container.start'; readonly container: string }
  | { readonly kind: 'container.stop'; readonly container: string; readonly graceSeconds: number }
  /** `id`: the very one that was seen, whatever its name is by now. */
  | { readonly kind: 'container.remove'; readonly container: string; readonly id?: string }
  | {
      readonly kind: 'container.await-ready';
      readonly pod: PodKey;
      readonly container: string;
      readonly hostPort: number;
      readonly probe: ProbeSpec;
      /** What the process holds: masked in the log lines that a failure shows. */
      readonly secrets: readonly SecretMaterial[];
    };

export interface Operation {
  /** 1-based position in the plan. */
  readonly id: number;
  readonly subject: Subject;
  readonly action: Action;
  /** Why, in words a person would use. */
  readonly cause: string;
  /** Ids that must have succeeded before. */
  readonly after: readonly number[];
  readonly impact: Impact;
  /** Done in this order, once, when this operation fails or the pass is cut short after it began. */
  readonly undo?: readonly Action[];
  /** A failure is reported but does not fail the subject. */
  readonly bestEffort?: true;
}

/** `(sensitive)` values carry no content at all. */
export type ChangeValue = { readonly value: JsonValue } | { readonly sensitive: true } | undefined;

/** One field that differs. `pending`: the manifest moved on. `drift`: the world moved away. */
export interface FieldChange {
  readonly subject: Subject;
  readonly section: 'pending' | 'drift';
  /** e.g. `container`, `spec.image`, `config.openclaw.json.agents.defaults.model`, `secrets.provider-openai`. */
  readonly path: string;
  readonly before: ChangeValue;
  readonly after: ChangeValue;
  readonly impact: Impact;
  /** Of a change inside a config file. */
  readonly owner?: ConfigOwner;
  readonly fate?: DriftFate;
  /** When the file was changed last; RFC 3339. */
  readonly changedAt?: string;
}

/** Drift that the manifest says is known: nothing is done about it. */
export interface IgnoredDrift extends FieldChange {
  readonly reason: string;
  /** As the manifest has it; for ever when absent. */
  readonly until?: string;
}

/** What happens to one pod or tenant, in one word: kubectl's and Flux's. */
export type Verdict = 'create' | 'update' | 'heal' | 'delete' | 'unchanged' | 'blocked';

export interface SubjectPlan {
  readonly subject: Subject;
  readonly verdict: Verdict;
  readonly impact: Impact;
  /** Expected; 0 when nothing stops. */
  readonly secondsDown: number;
  /** In words; for `blocked`, what stands in the way and what to do. */
  readonly cause: string;
  /** Nobody looked into a config that the agent may change. */
  readonly driftUnseen?: true;
  /** CamelCase, of what blocks it, where that is told apart: `DataLost`. */
  readonly reason?: string;
}

export interface Plan {
  readonly instance: string;
  /** Sorted by subject, tenants first. Every desired or removed subject has one. */
  readonly subjects: readonly SubjectPlan[];
  /** Sorted by subject and path. */
  readonly changes: readonly FieldChange[];
  /** Sorted likewise; absent when there is none. */
  readonly ignored?: readonly IgnoredDrift[];
  /** In an order that can be run from top to bottom. */
  readonly operations: readonly Operation[];
  readonly warnings: readonly string[];
  /** Guards that stand against the whole plan (mass delete, empty source): nothing may be applied. */
  readonly refused: readonly string[];
}
