import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';

const DEFAULT_HOST = 'unix:///var/run/docker.sock';

/** Where the Engine listens and how to connect to it. */
export interface EngineHost {
  /** For messages, e.g. `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** On this machine: its published ports and host sockets are ours to look at. */
  readonly local: boolean;
  /** For the client. Every field that it would else take from DOCKER_HOST is set, if to undefined. */
  readonly options: ConnectOptions;
}

interface ConnectOptions {
  readonly socketPath: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly protocol: 'http' | 'https' | 'ssh';
  readonly username: string | undefined;
  readonly sshOptions: { readonly agent?: string };
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
}

/**
 * Reads `unix://`, `tcp://` or `ssh://` from the argument, else from DOCKER_HOST, as the docker
 * command does; fails with `DockerHostInvalid` (InvalidInput).
 */
export function resolveHost(dockerHost: string | undefined, env: NodeJS.ProcessEnv): EngineHost {
  const address = dockerHost || env['DOCKER_HOST'] || DEFAULT_HOST;
  if (address.startsWith('unix://')) return unixHost(address);
  const url = parse(address);
  if (url.protocol === 'ssh:') return sshHost(address, url, env);
  if (['tcp:', 'http:', 'https:'].includes(url.protocol)) return tcpHost(address, url, env);
  throw invalid(address);
}

function unixHost(address: string): EngineHost {
  const socketPath = address.slice('unix://'.length) || DEFAULT_HOST.slice('unix://'.length);
  return { address, local: true, options: { ...NOTHING, socketPath } };
}

function sshHost(address: string, url: URL, env: NodeJS.ProcessEnv): EngineHost {
  const agent = env['SSH_AUTH_SOCK'];
  const options: ConnectOptions = {
    ...NOTHING,
    protocol: 'ssh',
    host: url.hostname,
    port: url.port || '22',
    username: url.username || undefined,
    sshOptions: agent ? { agent } : {},
  };
  return { address, local: false, options };
}

function tcpHost(address: string, url: URL, env: NodeJS.ProcessEnv): EngineHost {
  const tls = url.protocol === 'https:' || env['DOCKER_TLS_VERIFY'] === '1' || url.port === '2376';
  const options: ConnectOptions = {
    ...NOTHING,
    protocol: tls ? 'https' : 'http',
    host: url.hostname,
    port: url.port || (tls ? '2376' : '2375'),
    ...(tls ? certificates(env['DOCKER_CERT_PATH']) : {}),
  };
  return { address, local: false, options };
}

function certificates(folder: string | undefined): Partial<ConnectOptions> {
  if (!folder) return {};
  try {
    return {
      ca: readFileSync(join(folder, 'ca.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
      key: readFileSync(join(folder, 'key.pem')),
    };
  } catch (cause) {
    throw new AgentPodError(
      'InvalidInput',
      'DockerHostInvalid',
      `the Docker certificates in ${folder} cannot be read: ${(cause as Error).message}`,
      { hint: 'DOCKER_CERT_PATH names a folder with ca.pem, cert.pem and key.pem', cause },
    );
  }
}

const NOTHING: ConnectOptions = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  protocol: 'http',
  username: undefined,
  sshOptions: {},
  ca: undefined,
  cert: undefined,
  key: undefined,
};

function parse(address: string): URL {
  try {
    return new URL(address.includes('://') ? address : `tcp://${address}`);
  } catch {
    throw invalid(address);
  }
}

function invalid(address: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'DockerHostInvalid',
    `"${address}" is not the address of a Docker Engine`,
    { hint: 'write unix:///path, tcp://host:port or ssh://user@host' },
  );
}
