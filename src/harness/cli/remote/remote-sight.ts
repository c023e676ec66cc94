import { AgentPodError } from '../../../core/model/errors.ts';
import { type Views, viewsFromJson } from '../../../core/views/from-json.ts';
import type { ServerClient } from '../../../ports/server-client.ts';

/** Tenants and pods as a server sees them, with what it said word for word. */
export interface RemoteSight extends Views {
  readonly items: { readonly pods: readonly unknown[]; readonly tenants: readonly unknown[] };
}

export async function remoteSight(server: ServerClient): Promise<RemoteSight> {
  const [pods, tenants] = await Promise.all([
    itemsOf(server, '/pods', 'PodList'),
    itemsOf(server, '/tenants', 'TenantList'),
  ]);
  const views = viewsFromJson(pods, tenants);
  if (views === undefined) throw otherVersion(server);
  return { ...views, items: { pods, tenants } };
}

export async function itemsOf(
  server: ServerClient,
  path: string,
  kind: string,
): Promise<readonly unknown[]> {
  const items: unknown = Reflect.get(await server.get(path, kind), 'items');
  if (!Array.isArray(items)) throw otherVersion(server);
  return items;
}

export function otherVersion({ address }: ServerClient): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'NotAServer',
    `the server at ${address} answers in a form that this version does not know`,
    { hint: 'use the same version on both sides: agentpod version' },
  );
}
