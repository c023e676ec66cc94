/** From a road to a greeted connection, with one deadline over all of it. */
import { AgentPodError } from '../../core/model/errors.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { GatewayOptions, GatewayRoad, Hello } from '../../ports/agent-gateway.ts';
import { Connection } from './connection.ts';
import { connectParams, openDevice } from './device.ts';
import { readHello } from './frames.ts';
import { nameOf } from './road.ts';

const TIMEOUT_MS = 10_000;

export interface Greeted {
  readonly connection: Connection;
  readonly hello: Hello;
}

export async function shakeHands(
  road: GatewayRoad,
  credential: Secret,
  options: GatewayOptions,
): Promise<Greeted> {
  const device = openDevice(credential);
  return onRoad(road, options, async (connection) => {
    const params = connectParams(device, await connection.challenge);
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    const hello = readHello(await connection.request('connect', params, timeoutMs));
    if (hello !== undefined) return { connection, hello };
    throw new GatewayError({ reason: 'ProtocolBroken' }, `${connection.name}: no proper greeting`);
  });
}

export async function awaitChallenge(road: GatewayRoad, options: GatewayOptions): Promise<void> {
  await onRoad(road, options, async (connection) => {
    await connection.challenge;
    await connection.close();
  });
}

/** Opens a connection for the work, which is cut off by the deadline; a failure closes it. */
async function onRoad<Result>(
  road: GatewayRoad,
  options: GatewayOptions,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  options.signal?.addEventListener('abort', abort);
  if (options.signal?.aborted) abort();
  let connection: Connection | undefined;
  const cutOff = () => connection?.abandon('us', 'given up');
  controller.signal.addEventListener('abort', cutOff);
  try {
    connection = await Connection.open(road, controller.signal);
    return await work(connection);
  } catch (error) {
    connection?.abandon('us', 'given up');
    if (!controller.signal.aborted || told(error)) throw error;
    throw options.signal?.aborted ? interrupted(road) : late(road, timeoutMs);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
    controller.signal.removeEventListener('abort', cutOff);
  }
}

/** What was answered says more than that the time was over when it came. */
function told(error: unknown): boolean {
  return error instanceof GatewayError && error.detail.reason !== 'GatewayUnreachable';
}

function late(road: GatewayRoad, timeoutMs: number): GatewayError {
  const message = `${nameOf(road)}: no greeting of a gateway within ${timeoutMs / 1000} s`;
  return new GatewayError({ reason: 'GatewayTimeout' }, message);
}

function interrupted(road: GatewayRoad): AgentPodError {
  return new AgentPodError('Transient', 'Interrupted', `${nameOf(road)}: interrupted`);
}
