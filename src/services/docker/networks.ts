import { AgentPodError, isFailure } from '../../core/model/errors.ts';
import type { NetworkRequest } from '../../ports/container-runtime.ts';
import { type Engine, enginePath } from './engine.ts';
import type { RawNetwork } from './engine-types.ts';
import { statusOf, wordsOf } from './errors.ts';
import { ownerOf } from './from-engine.ts';
import { toNetworkBody } from './to-engine.ts';

/** One bridge network per tenant. */
export async function createNetwork(engine: Engine, request: NetworkRequest): Promise<void> {
  try {
    await engine.json({
      method: 'POST',
      path: '/networks/create',
      body: toNetworkBody(request),
      doing: `creating network ${request.name} with subnet ${request.subnet}`,
    });
  } catch (error) {
    throw isFailure(error, 'NameTaken') ? await nameTaken(engine, request.name, error) : error;
  }
}

async function nameTaken(engine: Engine, name: string, cause: unknown): Promise<AgentPodError> {
  const holder = await inspectNetwork(engine, name);
  const owner = ownerOf(holder?.Labels, `driver ${holder?.Driver ?? 'unknown'}`);
  return new AgentPodError(
    'Conflict',
    'NameTaken',
    `the network name ${name} is taken (${owner})`,
    { hint: `see whose it is: docker network inspect ${name}`, cause },
  );
}

export async function removeNetwork(engine: Engine, name: string): Promise<void> {
  try {
    await engine.find({
      method: 'DELETE',
      path: enginePath('networks', name),
      doing: `removing network ${name}`,
    });
  } catch (error) {
    throw isInUse(error) ? await networkInUse(engine, name, error) : error;
  }
}

function isInUse(error: unknown): boolean {
  const status = statusOf(error);
  return status === 403 || status === 409 || /active endpoints/i.test(wordsOf(error));
}

async function networkInUse(engine: Engine, name: string, cause: unknown): Promise<AgentPodError> {
  const network = await inspectNetwork(engine, name);
  const endpoints = Object.values(network?.Containers ?? {});
  const names = endpoints.map((endpoint) => endpoint.Name ?? 'unnamed').sort();
  const first = names[0] ?? 'CONTAINER';
  return new AgentPodError(
    'Conflict',
    'NetworkInUse',
    `network ${name} is still used by ${names.join(', ') || 'something that the Engine does not name'}`,
    { hint: `disconnect it first: docker network disconnect ${name} ${first}`, cause },
  );
}

export async function connectNetwork(
  engine: Engine,
  network: string,
  container: string,
  address: string | undefined,
): Promise<void> {
  await engine.json({
    method: 'POST',
    path: enginePath('networks', network, 'connect'),
    body: {
      Container: container,
      EndpointConfig: address === undefined ? {} : { IPAMConfig: { IPv4Address: address } },
    },
    doing: `connecting container ${container} to network ${network}`,
  });
}

/** Done as well when either is gone. */
export async function disconnectNetwork(
  engine: Engine,
  network: string,
  container: string,
): Promise<void> {
  try {
    await engine.find({
      method: 'POST',
      path: enginePath('networks', network, 'disconnect'),
      body: { Container: container, Force: true },
      doing: `disconnecting container ${container} from network ${network}`,
    });
  } catch (error) {
    if (!/is not connected/i.test(wordsOf(error))) throw error;
  }
}

function inspectNetwork(engine: Engine, name: string): Promise<RawNetwork | undefined> {
  return engine.find<RawNetwork>({
    method: 'GET',
    path: enginePath('networks', name),
    doing: `looking at network ${name}`,
  });
}
