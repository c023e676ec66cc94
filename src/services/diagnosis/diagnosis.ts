import { Resolver } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import type { ProxySettings } from '../../core/model/proxy.ts';
import type { Diagnosis } from '../../ports/diagnosis.ts';
import type { StateOptions } from '../database/open.ts';
import { stateSight } from '../database/state-sight.ts';
import { type Engine, openEngine } from '../docker/engine.ts';
import { engineSight } from '../docker/engine-sight.ts';
import type { RawNetwork } from '../docker/engine-types.ts';
import { isOurs, toObservedNetwork } from '../docker/from-engine.ts';
import { resolveHost } from '../docker/host.ts';
import { createHostFirewall } from '../firewall/host-firewall.ts';
import { AddressSet } from '../route-check/address-set.ts';
import { machineAddresses } from '../route-check/machine-addresses.ts';
import type { AddressResolver } from '../route-check/resolve.ts';
import { engineRoad } from './engine-road.ts';
import { hostSight } from './host-sight.ts';
import { fileSight, machineSight } from './machine-sight.ts';
import { proxyAnswers } from './proxy-answers.ts';

export interface DiagnosisOptions {
  readonly instance: string;
  readonly dockerHost: string | undefined;
  readonly stateDir: string;
  readonly masterKeyFile: string;
  /** From AGENTPOD_FIREWALL. */
  readonly firewall: boolean;
  readonly proxy: ProxySettings;
  readonly state: StateOptions;
  readonly resolver?: AddressResolver;
  readonly ownAddresses?: () => readonly string[];
}

const DNS_TIMEOUT_MS = 2000;

export function createDiagnosis(options: DiagnosisOptions): Diagnosis {
  const { instance, dockerHost, stateDir, masterKeyFile, proxy } = options;
  const engine = openEngine(resolveHost(dockerHost, process.env));
  const resolver = options.resolver ?? new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  const ownAddresses = options.ownAddresses ?? machineAddresses;
  const firewall = createHostFirewall({ stateDir, dockerHost, enabled: options.firewall });
  const stateDisk = { what: 'state', path: stateDir };
  return {
    road: () => engineRoad(engine.host),
    engine: (now) => engineSight(engine, { instance, now, externalProxy: proxy.externalContainer }),
    machine: async () => {
      const root = engine.host.local ? await dockerRoot(engine) : undefined;
      const images = root === undefined ? [] : [{ what: 'Docker Engine', path: root }];
      return machineSight([stateDisk, ...images]);
    },
    files: async () => ({
      stateDir: await fileSight(stateDir),
      masterKey: await fileSight(masterKeyFile),
    }),
    firewall: async () => {
      const bridges = ownBridges(engine, instance).catch(() => []);
      const ground = bridges.then((found) => ({ bridges: found, hosts: [] }));
      return firewall.observe({ instance, ground });
    },
    state: (now) => stateSight(options.state, now),
    proxy: () => proxyAnswers(engine, instance, proxy),
    hosts: (hosts, authority) => {
      const own = new AddressSet([...ownAddresses(), ...proxy.publicAddresses]);
      const reached = proxy.mode !== 'off' && engine.host.local;
      const httpsPort = reached ? proxy.httpsPort : undefined;
      const look = { resolver, own, httpsPort, authority };
      return Promise.all(hosts.map((host) => hostSight(host, look)));
    },
  };
}

/** Undefined when the Engine does not answer, which is told elsewhere, and when its disk is not ours to see. */
async function dockerRoot(engine: Engine): Promise<string | undefined> {
  const call = {
    method: 'GET',
    path: '/info',
    doing: 'asking where Docker keeps its data',
  } as const;
  const info = await engine.json<{ DockerRootDir?: string }>(call).catch(() => undefined);
  const root = info?.DockerRootDir;
  return root !== undefined && existsSync(root) ? root : undefined;
}

/** Interfaces of the tenants' networks; they tell whether this is the Engine's host. */
async function ownBridges(engine: Engine, instance: string): Promise<readonly string[]> {
  const call = { method: 'GET', path: '/networks', doing: 'listing networks' } as const;
  const networks = await engine.json<readonly RawNetwork[]>(call);
  const ours = networks.filter(({ Labels }) => isOurs(Labels, instance));
  return ours.flatMap((raw) => toObservedNetwork(raw)?.bridge ?? []);
}
