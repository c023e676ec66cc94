import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { bridgeName } from '../../../src/core/desired/tenant-network.ts';
import { renderRules } from '../../../src/core/egress/render.ts';
import { egressRules, tableName } from '../../../src/core/egress/rules.ts';
import { proxyAddress } from '../../../src/core/proxy/proxy-address.ts';
import { createHostFirewall } from '../../../src/services/firewall/host-firewall.ts';
import { STUB_IMAGE } from '../../contract/docker-world.ts';
import { OTHER_PUBLIC, PUBLIC } from './outside.ts';

/** A network whose containers ask the stand-in outside for names, under rules for two pods. */
export interface NameBench {
  /** Pids: of a container that may reach something, and of one that may not. */
  readonly asking: number;
  readonly silent: number;
  remove(): Promise<void>;
}

const SUBNET = '10.215.255.128/25';
const ASKING = '10.215.255.192';
const SILENT = '10.215.255.193';

export async function makeNameBench(): Promise<NameBench> {
  const instance = `dns-${process.pid}`;
  const network = `agentpod-${instance}`;
  const bridge = bridgeName(network);
  const stateDir = await mkdtemp(join(tmpdir(), 'agentpod-dns-'));
  const options = [`--subnet=${SUBNET}`, '-o', `com.docker.network.bridge.name=${bridge}`];
  await execa('docker', ['network', 'create', ...options, network]);
  const allow = [{ to: OTHER_PUBLIC, ports: [] }];
  const rules = egressRules({
    instance,
    subnetPool: SUBNET,
    tenants: [{ bridge, subnet: SUBNET, proxy: proxyAddress(SUBNET) }],
    pods: [
      { bridge, address: ASKING, policy: { default: 'none', allow } },
      { bridge, address: SILENT, policy: { default: 'none', allow: [] } },
    ],
    resolvers: [PUBLIC],
    hosts: {},
  });
  const firewall = createHostFirewall({ stateDir, enabled: true, dockerHost: undefined });
  await firewall.write(instance, renderRules(rules, {}));
  return {
    asking: await startContainer(network, ASKING),
    silent: await startContainer(network, SILENT),
    async remove() {
      await execa('docker', ['rm', '-f', `${network}-${ASKING}`, `${network}-${SILENT}`]);
      await execa('docker', ['network', 'rm', network]);
      await execa('nft', ['delete', 'table', 'inet', tableName(instance)]);
      await rm(stateDir, { recursive: true });
    },
  };
}

async function startContainer(network: string, address: string): Promise<number> {
  const name = `${network}-${address}`;
  const place = ['--network', network, '--ip', address, '--dns', PUBLIC];
  await execa('docker', ['run', '-d', '--name', name, ...place, STUB_IMAGE]);
  const { stdout } = await execa('docker', ['inspect', '-f', '{{.State.Pid}}', name]);
  return Number(stdout);
}
