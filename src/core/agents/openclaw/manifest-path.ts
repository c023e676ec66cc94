import { type ConfigPath, isBelow, valueAt } from '../../config-drift/config-path.ts';
import type { DesiredPod } from '../../model/desired.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { PLUGIN_CHANNELS, PLUGIN_PROVIDERS } from './plugin-steps.ts';

/**
 * Where each part of openclaw.json comes from in a manifest. First fit wins, so the longer prefix
 * stands first.
 */
const ORIGINS: readonly (readonly [rendered: string, manifest: string])[] = [
  ['channels.telegram.tokenFile', 'spec.channels.telegram.botToken'],
  ['channels', 'spec.channels'],
  ...PLUGIN_CHANNELS.map((id) => [`plugins.entries.${id}`, `spec.channels.${id}`] as const),
  ...PLUGIN_PROVIDERS.map((id) => [`plugins.entries.${id}`, `spec.providers.${id}`] as const),
  ['models.providers', 'spec.providers'],
  ['agents.defaults.model', 'spec.model'],
  ['mcp.servers', 'spec.mcpServers'],
  ['skills.entries', 'spec.skills'],
  ['secrets.providers', 'spec.secrets'],
  ['gateway.controlUi.allowedOrigins', 'spec.hosts'],
  ['gateway.publicOrigin', 'spec.hosts'],
  ['gateway.auth.trustedProxy.userHeader', 'spec.route.sso.userHeader'],
  ['gateway.auth.trustedProxy.allowUsers', 'spec.route.sso.owners'],
];

/** The free config wins where it has the path, as it does in the rendered file. */
export function manifestPath(path: string, pod: DesiredPod): string {
  if (path === '') return 'spec.config';
  if (!isInFreeConfig(pod, path)) {
    for (const [rendered, manifest] of ORIGINS) {
      if (path === rendered || path.startsWith(`${rendered}.`)) {
        return manifest + path.slice(rendered.length);
      }
    }
  }
  return `spec.config.${path}`;
}

/** Fields of a manifest that some part of openclaw.json has to itself, as steps. */
const FIELDS: readonly (readonly [rendered: ConfigPath, manifest: ConfigPath])[] = [
  [['channels'], ['spec', 'channels']],
  [
    ['models', 'providers'],
    ['spec', 'providers'],
  ],
  [
    ['agents', 'defaults', 'model'],
    ['spec', 'model'],
  ],
  [
    ['mcp', 'servers'],
    ['spec', 'mcpServers'],
  ],
  [
    ['skills', 'entries'],
    ['spec', 'skills'],
  ],
];

/** Where a manifest could say this, the best place first. Whether it may is for its checks to say. */
export function manifestPlaces(path: ConfigPath, pod: DesiredPod): readonly ConfigPath[] {
  const free = ['spec', 'config', ...path];
  const field = FIELDS.find(([rendered]) => isBelow(path, rendered));
  if (field === undefined) return [free];
  const [rendered, manifest] = field;
  const own = [...manifest, ...path.slice(rendered.length)];
  return valueAt((pod.spec.config ?? {}) as JsonObject, path) === undefined
    ? [own, free]
    : [free, own];
}

function isInFreeConfig(pod: DesiredPod, path: string): boolean {
  let value: JsonValue | undefined = (pod.spec.config ?? {}) as JsonObject;
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}
