import type { ContainerRuntime, EngineInfo } from '../../ports/container-runtime.ts';
import { containerUse } from './container-use.ts';
import { createContainer, removeContainer, startContainer, stopContainer } from './containers.ts';
import { type Engine, openEngine } from './engine.ts';
import { readEvents } from './events.ts';
import { execInContainer } from './exec.ts';
import { resolveHost } from './host.ts';
import { createImageConfigs, imageId, pullImage } from './images.ts';
import { readLogs } from './logs.ts';
import { connectNetwork, createNetwork, disconnectNetwork, removeNetwork } from './networks.ts';
import { containerStatus, observe } from './observe.ts';
import { probe } from './probe.ts';
import { createProxyContainer } from './proxy-containers.ts';
import { runOnce } from './run-once.ts';
import { readSecretFiles } from './secret-files.ts';
import { sweepHelpers } from './sweep-helpers.ts';
import { volumeSizes } from './volume-sizes.ts';
import { createVolume, removeVolume, writeVolumes } from './volumes.ts';

export interface DockerRuntimeOptions {
  /** `unix://`, `tcp://` or `ssh://`; from DOCKER_HOST when absent, else the usual socket. */
  readonly dockerHost?: string;
}

/**
 * The container engine port on a Docker Engine (20.10 or later). Opens no connection before the
 * first call and needs no closing. `DockerHostInvalid` (InvalidInput) for an address of no sense.
 */
export function createDockerRuntime(options: DockerRuntimeOptions = {}): ContainerRuntime {
  const engine = openEngine(resolveHost(options.dockerHost, process.env));
  const images = createImageConfigs(engine);
  return {
    info: () => readInfo(engine),
    observe: (request) => observe(engine, images, request),
    detail: (container) => containerStatus(engine, images, container),
    readSecrets: (container, target) => readSecretFiles(engine, container, target),
    imageId: (image) => imageId(engine, image),
    pullImage: (image) => pullImage(engine, image),
    createNetwork: (request) => createNetwork(engine, request),
    removeNetwork: (name) => removeNetwork(engine, name),
    connectNetwork: (network, container, address) =>
      connectNetwork(engine, network, container, address),
    disconnectNetwork: (network, container) => disconnectNetwork(engine, network, container),
    createVolume: (request) => createVolume(engine, request),
    removeVolume: (name) => removeVolume(engine, name),
    writeVolumes: (request) => writeVolumes(engine, request, new Date()),
    createContainer: (request) => createContainer(engine, request),
    createProxyContainer: (request) => createProxyContainer(engine, request),
    startContainer: (name) => startContainer(engine, name),
    stopContainer: (name, graceSeconds) => stopContainer(engine, name, graceSeconds),
    removeContainer: (name) => removeContainer(engine, name),
    events: (instance, signal) => readEvents(engine, instance, signal),
    logs: (container, logOptions) => readLogs(engine, container, logOptions),
    exec: (container, argv, execOptions) => execInContainer(engine, container, argv, execOptions),
    runOnce: (request) => runOnce(engine, request, new Date()),
    sweepHelpers: (instance, olderThanSeconds) =>
      sweepHelpers(engine, { instance, olderThanSeconds, now: new Date() }),
    probe: (hostPort, spec, probeOptions) => probe(engine.host, hostPort, spec, probeOptions),
    usage: (container) => containerUse(engine, container),
    volumeSizes: (instance, timeoutSeconds) => volumeSizes(engine, instance, timeoutSeconds),
  };
}

async function readInfo(engine: Engine): Promise<EngineInfo> {
  const raw = await engine.json<{ ID: string; ServerVersion: string; Name: string }>({
    method: 'GET',
    path: '/info',
    doing: 'asking the Engine who it is',
  });
  return { id: raw.ID, version: raw.ServerVersion, name: raw.Name };
}
