import { resolve } from 'node:path';
import { configInvalid } from './config-invalid.ts';
import { DEFAULT_INSTANCE } from './core/desired/names.ts';
import { AgentPodError } from './core/model/errors.ts';
import type { ProxySettings } from './core/model/proxy.ts';
import { readProxy } from './proxy-config.ts';

/** Everything that the environment decides, read once and frozen. */
export interface AppConfig {
  /** Names everything that this AgentPod makes on an Engine. */
  readonly instance: string;
  /** Absolute. Holds the embedded database and the master key. */
  readonly stateDir: string;
  /** Undefined: the embedded database is used. */
  readonly databaseUrl: string | undefined;
  /** Undefined: `master.key` in the state directory. */
  readonly masterKeyFile: string | undefined;
  /** `unix://`, `tcp://` or `ssh://`; undefined: the Engine's usual socket. */
  readonly dockerHost: string | undefined;
  /** Host ports for pods, inclusive. */
  readonly ports: { readonly first: number; readonly last: number };
  /** CIDR that tenant networks are cut from. */
  readonly subnetPool: string;
  readonly proxy: ProxySettings;
  /** Whether egress rules are written into the host's packet filter. */
  readonly firewall: boolean;
}

export interface ConfigSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Numeric user id; 0 is root. */
  readonly uid: number;
  readonly home: string;
  /** From `--instance`; wins over the environment. */
  readonly instance?: string;
}

/**
 * A thousand ports above what a stray OpenClaw on its own default takes (18789, and what it derives
 * from that, up to 18899), and below the range that Linux hands out to outgoing connections.
 */
const DEFAULT_PORTS = '19000-19999';
const DEFAULT_SUBNET_POOL = '10.213.0.0/16';

/** `ConfigInvalid` (InvalidInput) naming the variable, its value and the form it should have. */
export function readConfig(source: ConfigSource): AppConfig {
  const read = (name: string): string | undefined => nonEmpty(source.env[name]);
  const instance = readInstance(source.instance ?? read('AGENTPOD_INSTANCE') ?? DEFAULT_INSTANCE);
  return Object.freeze({
    instance,
    stateDir: resolve(read('AGENTPOD_STATE_DIR') ?? defaultStateDir(source, instance)),
    databaseUrl: readDatabaseUrl(read('AGENTPOD_DATABASE_URL') ?? read('DATABASE_URL')),
    masterKeyFile: read('AGENTPOD_MASTER_KEY_FILE'),
    dockerHost: readDockerHost(read('AGENTPOD_DOCKER_HOST') ?? read('DOCKER_HOST')),
    ports: Object.freeze(readPorts(read('AGENTPOD_PORT_RANGE') ?? DEFAULT_PORTS)),
    subnetPool: readSubnetPool(read('AGENTPOD_SUBNET_POOL') ?? DEFAULT_SUBNET_POOL),
    proxy: readProxy(read),
    firewall: readFirewall(read('AGENTPOD_FIREWALL') ?? 'on'),
  });
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function readInstance(value: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(value)) return value;
  throw configInvalid(
    'AGENTPOD_INSTANCE',
    value,
    'lower-case letters, digits and hyphens, at most 20',
  );
}

/** Two instances on one state would take each other's pods for their own. */
function defaultStateDir({ env, uid, home }: ConfigSource, instance: string): string {
  const name = instance === DEFAULT_INSTANCE ? 'agentpod' : `agentpod-${instance}`;
  if (uid === 0) return `/var/lib/${name}`;
  return `${nonEmpty(env['XDG_STATE_HOME']) ?? `${home}/.local/state`}/${name}`;
}

function readDatabaseUrl(value: string | undefined): string | undefined {
  if (value === undefined || /^postgres(ql)?:\/\//.test(value)) return value;
  // The value may hold a password, so it is not repeated.
  throw new AgentPodError(
    'InvalidInput',
    'ConfigInvalid',
    'DATABASE_URL is not a PostgreSQL address',
    {
      hint: 'write postgres://USER:PASSWORD@HOST:5432/DATABASE, or unset it for the embedded database',
    },
  );
}

function readDockerHost(value: string | undefined): string | undefined {
  if (value === undefined || /^(unix|tcp|ssh|https?):\/\/./.test(value)) return value;
  throw configInvalid('DOCKER_HOST', value, 'unix:///path, tcp://host:port or ssh://user@host');
}

function readPorts(value: string): AppConfig['ports'] {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(value);
  const first = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (match !== null && first >= 1024 && first <= last && last <= 65_535) return { first, last };
  throw configInvalid(
    'AGENTPOD_PORT_RANGE',
    value,
    `FIRST-LAST within 1024-65535, e.g. ${DEFAULT_PORTS}`,
  );
}

function readFirewall(value: string): boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  throw configInvalid('AGENTPOD_FIREWALL', value, 'on or off');
}

function readSubnetPool(value: string): string {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(value);
  const parts = match?.slice(1).map(Number) ?? [];
  const prefix = parts.pop() ?? 0;
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  const aligned = address % 2 ** (32 - prefix) === 0;
  if (
    match !== null &&
    parts.every((part) => part <= 255) &&
    prefix >= 8 &&
    prefix <= 26 &&
    aligned
  ) {
    return value;
  }
  throw configInvalid(
    'AGENTPOD_SUBNET_POOL',
    value,
    `a network from /8 to /26, e.g. ${DEFAULT_SUBNET_POOL}`,
  );
}
