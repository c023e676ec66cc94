import { access, rm } from 'node:fs/promises';
import { hostsIn } from '../../core/egress/render.ts';
import { tableName } from '../../core/egress/rules.ts';
import type { ObservedFirewall } from '../../core/model/egress.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { sha256 } from '../../core/util/hash.ts';
import type { Firewall, ObserveFirewall } from '../../ports/firewall.ts';
import { installBootUnit, removeBootUnit } from './boot-unit.ts';
import { lookUp } from './look-up.ts';
import { loadFile, memoryIn, memoryLine, readTable } from './nft.ts';
import { podResolvers } from './resolvers.ts';
import { dropRules, keepRules, readRules, stageRules } from './rules-file.ts';

export interface HostFirewallOptions {
  /** Absolute; the rules are kept in it. */
  readonly stateDir: string;
  /** From AGENTPOD_FIREWALL. */
  readonly enabled: boolean;
  /** Undefined: the Engine's usual socket. */
  readonly dockerHost: string | undefined;
}

/** The packet filter of this machine, when the Engine's networks are on it. */
export function createHostFirewall(options: HostFirewallOptions): Firewall {
  return {
    observe: (request) => observe(request, options),
    write: (instance, rules) => write(instance, rules, options),
    remove: (instance) => remove(instance, options),
  };
}

async function observe(
  { instance, ground }: ObserveFirewall,
  options: HostFirewallOptions,
): Promise<ObservedFirewall> {
  const never = whyNever(options);
  if (never !== undefined) return { available: false, reason: never };
  const reading = read(instance, options);
  // Who is on another machine's ground, or has none, minds no trouble with it.
  reading.catch(() => undefined);
  const { bridges, hosts } = await ground;
  const elsewhere = await whyNotHere(bridges);
  if (elsewhere !== undefined) return { available: false, reason: elsewhere };
  const [table, kept, resolvers] = await reading;
  if (table.state === 'unusable') return { available: false, reason: table.reason };
  // Gone from the kernel as a whole, the file still tells that it should be there.
  const memory = (table.state === 'there' ? table.memory : undefined) ?? memoryIn(kept);
  return {
    available: true,
    ...(memory === undefined ? {} : { written: memory.written }),
    intact: table.state === 'there' && table.fingerprint === memory?.loaded,
    resolvers,
    hosts: await lookUp(hosts, hostsIn(kept)),
  };
}

function read(instance: string, { stateDir }: HostFirewallOptions) {
  return Promise.all([readTable(tableName(instance)), readRules(stateDir), podResolvers('/')]);
}

function whyNever({ enabled, dockerHost = 'unix://' }: HostFirewallOptions): string | undefined {
  if (!enabled) return 'AGENTPOD_FIREWALL=off';
  if (!dockerHost.startsWith('unix://')) return 'the Engine is on another machine';
  return process.platform === 'linux' ? undefined : 'only Linux has nftables';
}

async function whyNotHere(bridges: readonly string[]): Promise<string | undefined> {
  const seen = await Promise.all(bridges.map(isInterface));
  return bridges.length === 0 || seen.some(Boolean)
    ? undefined
    : "AgentPod does not run in the network namespace of the Engine's host; give its container network_mode: host and cap_add: [NET_ADMIN]";
}

function isInterface(name: string): Promise<boolean> {
  return access(`/sys/class/net/${name}`).then(
    () => true,
    () => false,
  );
}

async function write(
  instance: string,
  rules: string,
  { stateDir }: HostFirewallOptions,
): Promise<void> {
  await loadFile(await stageRules(stateDir, rules));
  const table = await readTable(tableName(instance));
  if (table.state === 'there') {
    const memory = { written: sha256(rules), loaded: table.fingerprint };
    const line = memoryLine(tableName(instance), memory);
    await loadFile(await stageRules(stateDir, line));
    await keepRules(stateDir, `${rules}${line}`);
    return installBootUnit({ instance, stateDir, root: '/' });
  }
  const message = 'the egress rules were written and are not there';
  throw new AgentPodError('Transient', 'FirewallRefused', message, {
    hint: 'something else on this host removes them; look for a firewall service that flushes all rules',
  });
}

async function remove(instance: string, { stateDir }: HostFirewallOptions): Promise<void> {
  const table = tableName(instance);
  const file = await stageRules(stateDir, `table inet ${table}\ndelete table inet ${table}\n`);
  await loadFile(file);
  await rm(file, { force: true });
  await removeBootUnit({ instance, stateDir, root: '/' });
  await dropRules(stateDir);
}
