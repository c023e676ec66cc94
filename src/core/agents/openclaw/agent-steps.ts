import { BUILT_IN_PROVIDERS, DEFAULTS } from '../../desired/defaults.ts';
import { channelSecretName, providerSecretName } from '../../desired/secret-names.ts';
import type { DesiredPod } from '../../model/desired.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { PodSpec } from '../../schema/types.ts';
import { compact } from './compact.ts';
import { secretPath, secretRef } from './secret-refs.ts';

/** Steps of openclaw.json about the agent: models, channels, skills and tools. */
type Provider = NonNullable<PodSpec['providers']>[string];
type CustomModel = NonNullable<Provider['models']>[number];
type Channels = NonNullable<PodSpec['channels']>;

export function providers({ spec }: DesiredPod): JsonObject {
  if (spec.providers === undefined) return {};
  return { models: { providers: mapValues(spec.providers, provider) } };
}

function provider({ apiKey, models, api, baseUrl }: Provider, id: string): JsonObject {
  return compact({
    baseUrl,
    api: api ?? (BUILT_IN_PROVIDERS.includes(id) ? undefined : DEFAULTS.customProviderApi),
    apiKey: apiKey === undefined ? undefined : secretRef(providerSecretName(id)),
    models: models?.map(customModel),
  });
}

function customModel({ id, name, contextWindow, maxTokens, cost }: CustomModel): JsonObject {
  return compact({
    id,
    name: name ?? id,
    contextWindow,
    maxTokens,
    // A cost that is not complete counts as missing in usage reports.
    cost: { cacheRead: 0, cacheWrite: 0, ...cost },
  });
}

export function defaultModel({ spec: { model } }: DesiredPod): JsonObject {
  if (model === undefined) return {};
  const choice = compact({ primary: model.primary, fallbacks: model.fallbacks });
  return { agents: { defaults: { model: choice } } };
}

export function channels({ spec }: DesiredPod): JsonObject {
  if (spec.channels === undefined) return {};
  const { telegram, whatsapp, discord, slack } = spec.channels;
  const ref = (channel: keyof Channels, field: string) =>
    secretRef(channelSecretName(channel, field));
  return {
    channels: compact({
      telegram: telegram && {
        ...access(telegram),
        // The one channel that takes a file itself, so no reference has to be resolved at start.
        tokenFile: secretPath(channelSecretName('telegram', 'botToken')),
      },
      whatsapp: whatsapp && access(whatsapp),
      discord: discord && { ...access(discord), token: ref('discord', 'token') },
      slack: slack && {
        ...access(slack),
        mode: 'socket',
        botToken: ref('slack', 'botToken'),
        appToken: ref('slack', 'appToken'),
      },
    }),
  };
}

/** A channel that is named is meant to be used. */
function access({ enabled, dmPolicy, allowFrom }: NonNullable<Channels['whatsapp']>): JsonObject {
  return compact({ enabled: enabled ?? true, dmPolicy: dmPolicy as string | undefined, allowFrom });
}

export function skills({ spec }: DesiredPod): JsonObject {
  if (spec.skills === undefined) return {};
  const entries = mapValues(spec.skills, ({ enabled, env }) =>
    compact({ enabled: enabled ?? true, env }),
  );
  return { skills: { entries } };
}

export function mcpServers({ spec }: DesiredPod): JsonObject {
  if (spec.mcpServers === undefined) return {};
  return { mcp: { servers: mapValues(spec.mcpServers, (server) => compact({ ...server })) } };
}

function mapValues<T>(
  record: Readonly<Record<string, T>>,
  render: (value: T, key: string) => JsonValue,
): JsonObject {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, render(value, key)]),
  );
}
