import type { PodKey } from '../model/resource.ts';
import type { SecretRef } from '../model/secret.ts';

/** New manifests from what was given on a command line or in a form. Empty fields are left out. */
export interface NewTenant {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly contact?: string | undefined;
  readonly domain?: string | undefined;
  /** Defaults for the tenant's pods. */
  readonly image?: string | undefined;
  readonly memory?: string | undefined;
  readonly cpus?: number | undefined;
}

export interface NewPod {
  readonly key: PodKey;
  readonly agent?: string | undefined;
  readonly image?: string | undefined;
  readonly memory?: string | undefined;
  readonly cpus?: number | undefined;
  readonly model?: string | undefined;
  /** Provider id to where its API key is. */
  readonly providers?: Readonly<Record<string, SecretRef>> | undefined;
  /** Where the bot token is. */
  readonly telegram?: SecretRef | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Where a generic agent listens. */
  readonly port?: number | undefined;
  readonly healthPath?: string | undefined;
  readonly stateDir?: string | undefined;
  /** Word by word. */
  readonly command?: readonly string[] | undefined;
}

const API_VERSION = 'agentpod.dev/v1alpha1';

export function newTenantManifest(tenant: NewTenant): object {
  const { name, displayName, contact, domain, image, cpus, memory } = tenant;
  const defaults = filled({ image, resources: filled({ cpus, memory }) });
  const spec = filled({ displayName, contact, domain, defaults });
  return { apiVersion: API_VERSION, kind: 'Tenant', metadata: { name }, ...filled({ spec }) };
}

export function newPodManifest(pod: NewPod): object {
  const { key, agent, image, cpus, memory, model, providers, telegram, hosts, env } = pod;
  const { port, healthPath, stateDir, command } = pod;
  const keys = Object.entries(providers ?? {}).map(([id, apiKey]) => [id, { apiKey }] as const);
  const spec = filled({
    agent,
    image,
    resources: filled({ cpus, memory }),
    hosts: hosts?.length === 0 ? undefined : hosts,
    model: filled({ primary: model }),
    providers: filled(Object.fromEntries(keys)),
    env: filled(env ?? {}),
    channels: filled({ telegram: telegram && { botToken: telegram } }),
    generic: filled({ command, port, healthPath, stateDir }),
  });
  return { apiVersion: API_VERSION, kind: 'Pod', metadata: { name: key }, spec: spec ?? {} };
}

/** Without the fields that are undefined; undefined itself when nothing is left. */
function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
