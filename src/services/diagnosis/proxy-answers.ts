import { request } from 'node:http';
import type { ProxyAnswers } from '../../core/doctor/observation.ts';
import type { ProxySettings } from '../../core/model/proxy.ts';
import { proxyContainerName, proxyNetworkName } from '../../core/proxy/names.ts';
import { entryAddress } from '../../core/proxy/proxy-address.ts';
import { SOCKET_FILTER } from '../../core/proxy/socket-filter-config.ts';
import { inspectContainer } from '../docker/containers.ts';
import type { Engine } from '../docker/engine.ts';
import { tryTls } from '../route-check/await-proxy.ts';

const ANSWER_MS = 3000;

/** Whether the entry point speaks TLS, and whether the filter lets the one question through. */
export async function proxyAnswers(
  engine: Engine,
  instance: string,
  { mode, bind, httpsPort }: ProxySettings,
): Promise<ProxyAnswers | undefined> {
  if (mode === 'off' || !engine.host.local) return undefined;
  const [traefik, filter] = await Promise.all([
    tryTls(entryAddress(bind), httpsPort),
    mode === 'managed' ? askFilter(engine, instance) : undefined,
  ]);
  return { traefik: traefik ?? '', ...(filter === undefined ? {} : { filter }) };
}

/** The filter publishes nothing; its address on the bridge is open to its own machine. */
async function askFilter(engine: Engine, instance: string): Promise<string | undefined> {
  const name = proxyContainerName(instance, 'socket-filter');
  const found = await inspectContainer(engine, name).catch(() => undefined);
  const endpoint = found?.NetworkSettings?.Networks?.[proxyNetworkName(instance, 'socket')];
  const address: unknown = Object(endpoint).IPAddress;
  return typeof address === 'string' && address !== '' ? askVersion(address) : undefined;
}

function askVersion(host: string): Promise<string> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const options = { host, port: SOCKET_FILTER.port, path: '/version', agent: false, signal };
    const asked = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 ? '' : `it answers ${answer.statusCode}`);
    });
    asked.once('error', (error) => {
      resolve(signal.aborted ? `no answer within ${ANSWER_MS / 1000} s` : error.message);
    });
    asked.end();
  });
}
