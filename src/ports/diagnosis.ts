import type {
  EngineRoad,
  EngineSight,
  FilesSight,
  FirewallSight,
  HostSight,
  MachineSight,
  ProxyAnswers,
  StateSight,
} from '../core/doctor/observation.ts';

/**
 * Looks for `doctor`, each by itself, so that one works where another cannot. They change nothing; an
 * embedded database that is there and does not run is started, as by every command. A look that cannot
 * be taken fails with an `AgentPodError`.
 */
export interface Diagnosis {
  /** Never fails. */
  road(): Promise<EngineRoad>;
  engine(now: () => Date): Promise<EngineSight>;
  machine(): Promise<MachineSight>;
  files(): Promise<FilesSight>;
  firewall(): Promise<FirewallSight>;
  /** With the hosts of all pods on record, sorted. */
  state(
    now: () => Date,
  ): Promise<{ readonly state: StateSight; readonly hosts: readonly string[] }>;
  /** Undefined without a proxy to ask. Never fails. */
  proxy(): Promise<ProxyAnswers | undefined>;
  /** Never fails. */
  hosts(hosts: readonly string[], authority: string | undefined): Promise<readonly HostSight[]>;
}
