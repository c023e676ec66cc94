import type { DesiredPod, ResolvedPodSpec } from '../../model/desired.ts';
import type { JsonObject } from '../../model/json.ts';

/**
 * Steps of openclaw.json about what OpenClaw's image does not bring along. A gateway that finds a
 * plugin missing tries to fetch it from npm, and does not start when it cannot (exit code 78).
 */

/** Official plugins of the same name; 2026.9.6 brings only Telegram by itself. */
export const PLUGIN_CHANNELS = ['discord', 'slack', 'whatsapp'] as const;

/** Providers that OpenClaw knows and that are plugins of the same name since 2026.9. */
export const PLUGIN_PROVIDERS = [
  'cerebras',
  'deepseek',
  'fireworks',
  'groq',
  'mistral',
  'moonshot',
  'qwen',
  'venice',
  'zai',
] as const;

/**
 * Switches on what the manifest uses. A read-only config cannot be completed by the gateway, and
 * only for plugins that are named here does OpenClaw's validator say that the image lacks one.
 */
export function plugins({ spec }: DesiredPod): JsonObject {
  const used = providersInUse(spec);
  const names = [
    ...PLUGIN_CHANNELS.filter((name) => isOn(spec.channels?.[name])),
    ...PLUGIN_PROVIDERS.filter((name) => used.has(name)),
  ];
  if (names.length === 0) return {};
  return { plugins: { entries: Object.fromEntries(names.map((id) => [id, { enabled: true }])) } };
}

/**
 * Models of OpenAI by API key run in OpenClaw itself: left alone, it would choose the Codex runtime
 * for them, a plugin that the image lacks.
 */
export function openaiRuntime({ spec }: DesiredPod): JsonObject {
  if (!providersInUse(spec).has('openai')) return {};
  return { models: { providers: { openai: { agentRuntime: { id: 'openclaw' } } } } };
}

function isOn(channel: { readonly enabled?: boolean } | undefined): boolean {
  return channel !== undefined && channel.enabled !== false;
}

function providersInUse({ providers = {}, model }: ResolvedPodSpec): ReadonlySet<string> {
  const references = model === undefined ? [] : [model.primary, ...(model.fallbacks ?? [])];
  const named = references.map((reference) => reference.slice(0, reference.indexOf('/')));
  return new Set([...Object.keys(providers), ...named]);
}
