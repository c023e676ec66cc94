import { Type } from 'typebox';

/** Small field types that several kinds share. Each says its form in words, for error hints. */

/** DNS-1123 label; the 40 characters leave room for prefixes in container names. */
export const Name = Type.String({
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 40,
  description: 'Lower-case letters, digits and hyphens, at most 40 characters, no hyphen at the edges.',
  examples: ['acme'],
});

export const Size = Type.String({
  pattern: '^[1-9][0-9]*(Ki|Mi|Gi|Ti)$',
  description: 'A size with a binary unit: Ki, Mi, Gi or Ti.',
  examples: ['512Mi', '2Gi'],
});

export const Cpus = Type.Number({
  exclusiveMinimum: 0,
  maximum: 512,
  description: 'Cores, fractions allowed.',
  examples: [0.5, 2],
});

export const Host = Type.String({
  pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
  maxLength: 253,
  description: 'A fully qualified host name, lower case.',
  examples: ['agent.acme.example.com'],
});

export const ImageRef = Type.String({
  pattern: '^[a-z0-9][a-zA-Z0-9._/:-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[a-f0-9]{64})$',
  maxLength: 512,
  description: 'An image pinned by version tag or digest; moving tags such as latest are refused.',
  examples: ['ghcr.io/openclaw/openclaw:2026.9.6'],
});

export const EnvName = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  maxLength: 128,
  description: 'An environment variable name.',
});

export const EnvMap = Type.Record(EnvName, Type.String({ maxLength: 32768 }), {
  description: 'Plain environment variables. Secrets do not belong here: they would show in docker inspect.',
});

export const SecretRef = Type.Union(
  [
    Type.Object({ env: EnvName }, { additionalProperties: false }),
    Type.Object(
      { file: Type.String({ minLength: 1, maxLength: 4096, description: 'Relative to the manifest.' }) },
      { additionalProperties: false },
    ),
  ],
  {
    description: 'Where the value comes from: {env: NAME} or {file: path}. Never the value itself.',
    examples: [{ env: 'OPENAI_API_KEY' }, { file: 'secrets/openai.key' }],
  },
);

export const ModelRef = Type.String({
  pattern: '^[A-Za-z0-9._-]+/[^\\s]+$',
  maxLength: 256,
  description: 'provider/model',
  examples: ['openai/gpt-5.2'],
});
