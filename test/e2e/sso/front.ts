/** What stands before pods with single sign-on: a real Traefik with their own routes, and whom it asks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { stringify } from 'yaml';
import { DEFAULT_PROXY } from '../../../src/core/proxy/defaults.ts';

const HTTPS_PORT = 8443;

export interface Front {
  readonly proxy: { readonly address: string; readonly port: number };
  remove(): Promise<void>;
}

export interface FrontRequest {
  readonly instance: string;
  readonly network: string;
  /** Of the network, e.g. `10.9.0`. */
  readonly prefix: string;
  /** As AgentPod writes it; the pod's service is added. */
  readonly routes: object;
  readonly service: string;
  readonly pod: string;
  readonly agentImage: string;
}

/** Where the provider is, as the visitor's browser sees it. */
export function issuerOf(prefix: string): string {
  return `http://${prefix}.3:4181`;
}

export function forwardAuthAddress(prefix: string): string {
  return `http://${prefix}.3:4180/`;
}

export async function standInFront(docker: Docker, request: FrontRequest): Promise<Front> {
  const { instance, network, prefix } = request;
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-front-'));
  await writeFile(join(folder, 'routes.yml'), routesText(request), { mode: 0o644 });
  const started: Docker.Container[] = [];
  const start = async (name: string, last: number, options: Docker.ContainerCreateOptions) => {
    const container = await docker.createContainer({
      name: `${instance}-${name}`,
      ...options,
      HostConfig: { ...options.HostConfig, NetworkMode: network },
      NetworkingConfig: {
        EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: `${prefix}.${last}` } } },
      },
    } as Docker.ContainerCreateOptions);
    started.push(container);
    await container.start();
  };
  await start('idp', 3, {
    Image: request.agentImage,
    Entrypoint: ['node', '/idp.mjs'],
    Cmd: [issuerOf(prefix), 'example.com'],
    HostConfig: { Binds: [`${join(import.meta.dirname, 'identity-provider.mjs')}:/idp.mjs:ro`] },
  });
  await start('traefik', 2, {
    Image: DEFAULT_PROXY.traefikImage,
    Cmd: [
      '--providers.file.directory=/routes',
      `--entrypoints.websecure.address=:${HTTPS_PORT}`,
      '--entrypoints.websecure.http.tls=true',
      '--global.checknewversion=false',
      '--global.sendanonymoususage=false',
    ],
    HostConfig: { Binds: [`${folder}:/routes:ro`] },
  });
  return {
    proxy: { address: `${prefix}.2`, port: HTTPS_PORT },
    remove: async () => {
      await Promise.all(started.map((container) => container.remove({ force: true, v: true })));
      await rm(folder, { recursive: true });
    },
  };
}

/** The Docker provider is not there to say where the pod is. */
function routesText({ routes, service, pod }: FrontRequest): string {
  const text = stringify(routes).replaceAll(`${service}@docker`, service);
  const servers = [{ url: `http://${pod}:18789` }];
  const services = stringify({ services: { [service]: { loadBalancer: { servers } } } });
  return `${text}${services.replace(/^/gm, '  ').trimEnd()}\n`;
}
