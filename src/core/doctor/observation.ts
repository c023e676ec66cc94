import type { ObservedFirewall } from '../model/egress.ts';
import type { ContainerState } from '../model/observed.ts';
import type { ProxySettings } from '../model/proxy.ts';
import type { HttpsLook } from '../proxy/route-observation.ts';

/** What an examination saw of the machine and of what AgentPod stands on: no decision is in it. */
export interface DoctorObservation {
  readonly now: Date;
  readonly proxy: ProxySettings;
  readonly road: EngineRoad;
  readonly engine: Sight<EngineSight>;
  readonly machine: Sight<MachineSight>;
  readonly files: Sight<FilesSight>;
  readonly firewall: Sight<FirewallSight>;
  readonly state: Sight<StateSight>;
  /** Absent without a proxy that could be looked at. */
  readonly answers?: ProxyAnswers;
  /** Of every pod on record; empty when there are none or they are not known. */
  readonly hosts: readonly HostSight[];
}

/** A look that could not be taken says why, and what to do. */
export type Sight<T> = { readonly seen: T } | { readonly failed: Failed };

export interface Failed {
  readonly message: string;
  readonly hint: string;
}

/** How the Engine is reached, and who else can. */
export type EngineRoad =
  | { readonly kind: 'ssh' | 'missing'; readonly address: string }
  | {
      readonly kind: 'tcp';
      readonly address: string;
      readonly tls: boolean;
      readonly loopback: boolean;
    }
  | {
      readonly kind: 'socket';
      readonly address: string;
      /** Permission bits. */
      readonly mode: number;
      readonly owner: string;
      readonly group: string;
      /** Users who are in that group, sorted. */
      readonly members: readonly string[];
    };

export interface EngineSight {
  readonly version: string;
  readonly local: boolean;
  readonly limits: {
    readonly memory: boolean;
    readonly swap: boolean;
    readonly pids: boolean;
    readonly cpu: boolean;
  };
  readonly liveRestore: boolean;
  readonly swarm: boolean;
  readonly forwarding: boolean;
  readonly memoryBytes: number;
  /** How far its clock is from ours, less what the question took. */
  readonly skewMs: number;
  readonly containers: readonly ContainerSight[];
}

export interface ContainerSight {
  readonly name: string;
  /** A pod, a proxy or a helper of this instance. */
  readonly ours: boolean;
  /** Entry point of an AgentPod, of whichever instance; it is to be reached from everywhere. */
  readonly entry: boolean;
  /** Undefined for what is no part of this instance's proxy. */
  readonly role: 'traefik' | 'socket-filter' | undefined;
  /** A throw-away container of this instance. */
  readonly helper: boolean;
  readonly state: ContainerState;
  readonly ageSeconds: number;
  /** 0: none. Undefined where it was not asked for, as it does not run. */
  readonly memoryLimitBytes: number | undefined;
  readonly publish: readonly { readonly hostIp: string; readonly hostPort: number }[];
}

export interface MachineSight {
  readonly disks: readonly DiskSight[];
  /** Undefined where the system does not tell. */
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number } | undefined;
}

export interface DiskSight {
  /** What lies there, e.g. `state directory`. */
  readonly what: string;
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** 0 of 0 where the file system has no fixed number. */
  readonly freeFiles: number;
  readonly totalFiles: number;
}

/** What a plan sees of it, less the addresses that rules are made from. */
export type FirewallSight = DistributiveOmit<ObservedFirewall, 'resolvers' | 'hosts'>;

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

export interface FilesSight {
  readonly stateDir: FileSight;
  readonly masterKey: FileSight;
}

export interface FileSight {
  readonly path: string;
  /** Permission bits; undefined when it is not there. */
  readonly mode: number | undefined;
}

export type StateSight =
  /** The embedded database was never made. */
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'there';
      readonly embedded: boolean;
      readonly version: string;
      readonly bytes: number;
      readonly login: string;
      readonly superuser: boolean;
      readonly skewMs: number;
      readonly lock: LockSight | undefined;
      /** Of `agentpod serve`, when one leads. */
      readonly server: LockSight | undefined;
      /** When a server last looked at each of its sources with success; of former ones too. */
      readonly sources: readonly SourceSight[];
      /** What keeps this AgentPod from using it: tables, roles, key, instance. */
      readonly problem: Failed | undefined;
      readonly pods: number;
    };

interface SourceSight {
  readonly name: string;
  readonly seconds: number;
}

export interface LockSight {
  /** Command, user, host and process id, as far as the server tells. */
  readonly holder: string;
  /** Seconds; undefined when not known. */
  readonly heldSeconds: number | undefined;
  /** On this machine, whether that process is there; `elsewhere` when it is not this one's. */
  readonly process: 'alive' | 'gone' | 'elsewhere';
}

/** What is wrong, in words; empty when it answered. Absent where it could not be asked. */
export interface ProxyAnswers {
  readonly traefik: string;
  readonly filter?: string;
}

export interface HostSight {
  readonly host: string;
  /** Absent for local names, which DNS does not know. */
  readonly dns?: DnsSight;
  /** Absent where there is no proxy to ask. */
  readonly https?: HttpsLook;
}

export type DnsSight =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'found';
      readonly addresses: readonly string[];
      /** Those of them that are neither this machine's nor named in the settings. */
      readonly foreign: readonly string[];
    };
