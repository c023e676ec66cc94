/**
 * Every value that a manifest may leave out, in one table. The schemas quote it for editors and the
 * reference; `resolve.ts` applies it. Defaults of a tenant come before these.
 */
export const DEFAULTS = {
  agent: 'openclaw',
  resources: { cpus: 2, memory: '2Gi', pids: 512 },
  suspended: false,
  deletionPolicy: 'retain',
  onUnhealthy: 'restart',
  readiness: { channels: 'required' },
  egress: 'open',
  generic: { healthPath: '/' },
  sso: { userHeader: 'X-Forwarded-User' },
  customProviderApi: 'openai-completions',
} as const;

/** The image of a pod that names none, by agent. A generic agent has no sensible one. */
export const BUILT_IN_IMAGE = {
  openclaw: 'ghcr.io/openclaw/openclaw:2026.9.6',
  generic: undefined,
} as const;

/** Providers that OpenClaw's own validator accepts without baseUrl and models. */
export const BUILT_IN_PROVIDERS: readonly string[] = [
  'anthropic',
  'cerebras',
  'deepseek',
  'fireworks',
  'github-copilot',
  'google',
  'groq',
  'huggingface',
  'litellm',
  'lmstudio',
  'minimax',
  'mistral',
  'moonshot',
  'nvidia',
  'ollama',
  'openai',
  'openrouter',
  'qwen',
  'sglang',
  'together',
  'venice',
  'vllm',
  'xai',
  'zai',
];
