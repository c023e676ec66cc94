import { AgentPodError } from '../../core/model/errors.ts';
import type { DoorSettings } from '../../core/model/proxy.ts';
import { doorAddress } from '../../core/proxy/door-url.ts';
import { proxyNetworkName } from '../../core/proxy/names.ts';
import { messageOf } from '../../core/status/message.ts';
import { mintBootstrap } from '../../engine/mint-bootstrap.ts';
import type { OpenWorkspace, Workspace } from '../../engine/workspace.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { listen } from '../listen.ts';
import { addressList } from './client-address.ts';
import { createDoor } from './door.ts';

export interface DoorParts {
  readonly openWorkspace: OpenWorkspace;
  readonly clock: Clock;
  readonly log: Log;
}

const RETRY_MS = 2000;

/** Docker's own ranges, for a proxy whose network somebody else made. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * Answers customers until it is told to stop. What it needs may not be there yet (the state, the
 * proxy's network, the port while another server stands by with it): it is tried again until it is.
 */
export async function keepDoor(
  parts: DoorParts,
  settings: DoorSettings,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  while (!signal.aborted) {
    try {
      await answer(parts, settings, signal);
    } catch (error) {
      const message = messageOf(error);
      if (message !== told) parts.log.info('customer login is not open yet', { reason: message });
      told = message;
      await parts.clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }
}

async function answer(
  { openWorkspace, clock, log }: DoorParts,
  settings: DoorSettings,
  signal: AbortSignal,
): Promise<void> {
  const workspace = await openWorkspace({ readOnly: false, command: 'door' });
  try {
    const { host, trustedProxies } = await place(workspace);
    const { vendor } = settings;
    const door = createDoor({
      access: workspace.store.access,
      mintBootstrap: (pod, origin) => mintBootstrap(workspace, pod, origin),
      clock,
      trustedProxies,
      ...(vendor === undefined ? {} : { vendor }),
      report: (error) => log.error('customer login failed', { reason: messageOf(error) }),
    });
    // On all addresses there are others than the proxy, who could claim to speak for anybody.
    const listener = await listen(door, host, settings.port, addressList(trustedProxies));
    log.info('customer login is open', { address: listener.address });
    await aborted(signal);
    await listener.close();
  } finally {
    await workspace.close();
  }
}

interface Place {
  readonly host: string;
  readonly trustedProxies: readonly string[];
}

/** Our own proxy has a network to itself, and nobody else reaches this machine's address on it. */
async function place({ runtime, settings }: Workspace): Promise<Place> {
  const { instance, ports, proxy } = settings;
  if (proxy.mode !== 'managed') return { host: '0.0.0.0', trustedProxies: PRIVATE_RANGES };
  const seen = await runtime.observe({ instance, ports, detail: false, images: [] });
  const front = proxyNetworkName(instance, 'front');
  const network = seen.proxy.networks.find(({ name }) => name === front);
  if (network !== undefined) {
    return { host: doorAddress(network.subnet), trustedProxies: [network.subnet] };
  }
  const message = `network ${front} is not there yet`;
  throw new AgentPodError('Waiting', 'ProxyMissing', message, {
    hint: 'it comes with the first pod that has a host',
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
