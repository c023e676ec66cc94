import { Type } from 'typebox';
import { ENCRYPTED_PATTERN } from '../sops/encrypted-value.ts';
import { mapOf } from './combinators.ts';

/**
 * Small field types that several kinds share. `title` names the form in error messages ("is not a
 * size") and, in CamelCase, the rule (`SizeFormat`); `description` says it in words, for hints.
 */

/** DNS-1123 label; the 40 characters leave room for prefixes in container names. */
export const Name = Type.String({
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 40,
  title: 'name',
  description:
    'Lower-case letters, digits and hyphens, at most 40 characters, no hyphen at the edges.',
  examples: ['acme'],
});

export const Size = Type.String({
  pattern: '^[1-9][0-9]{0,11}(Ki|Mi|Gi|Ti)$',
  title: 'size',
  description: 'A size with a binary unit: Ki, Mi, Gi or Ti.',
  examples: ['512Mi', '2Gi'],
});

export const Cpus = Type.Number({
  exclusiveMinimum: 0,
  maximum: 512,
  title: 'number of cores',
  description: 'Cores, fractions allowed.',
  examples: [0.5, 2],
});

export const HOST_PATTERN =
  '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';

export const Host = Type.String({
  pattern: HOST_PATTERN,
  maxLength: 253,
  title: 'host name',
  description: 'A fully qualified host name, lower case.',
  examples: ['agent.acme.example.com'],
});

export const ImageRef = Type.String({
  pattern: '^[a-z0-9][a-zA-Z0-9._/:-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[a-f0-9]{64})$',
  maxLength: 512,
  title: 'pinned image',
  description: 'An image pinned by version tag or digest; moving tags such as latest are refused.',
  examples: ['ghcr.io/openclaw/openclaw:2026.9.6'],
});

export const HttpUrl = {
  pattern: '^https?://[^\\s]+$',
  maxLength: 2048,
  title: 'web address',
  examples: ['https://llm.example.com/v1'],
};

const EnvName = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  maxLength: 128,
  title: 'variable name',
  description: 'The name of an environment variable: letters, digits and underscores.',
  examples: ['OPENAI_API_KEY'],
});

export const EnvMap = mapOf(
  EnvName,
  Type.String({
    maxLength: 32768,
    description: 'The value, as text.',
    examples: ['Europe/Berlin'],
  }),
  {
    description:
      'Plain environment variables. Secrets do not belong here: they would show in docker inspect.',
    examples: [{ TZ: 'Europe/Berlin' }],
  },
);

export const SECRET_NAME_PATTERN = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$';

export const SecretName = Type.String({
  pattern: SECRET_NAME_PATTERN,
  maxLength: 63,
  title: 'secret name',
  description: 'Lower-case letters, digits and hyphens, at most 63 characters.',
  examples: ['openai-key'],
});

/** Nothing below this title is ever quoted in a message: it may be a secret in the wrong place. */
export const SECRET_REFERENCE_TITLE = 'secret reference';

export const SecretRef = Type.Union(
  [
    Type.Object({ env: EnvName }, { additionalProperties: false }),
    Type.Object({ secret: SecretName }, { additionalProperties: false }),
    Type.Object(
      {
        file: Type.String({
          minLength: 1,
          maxLength: 4096,
          description: "A file; a relative path starts at the manifest's folder.",
          examples: ['secrets/openai.key'],
        }),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        sops: Type.String({
          minLength: 1,
          maxLength: 4096,
          description: 'A file that SOPS encrypted for age: YAML, JSON, dotenv or any other.',
          examples: ['secrets.enc.yaml'],
        }),
        key: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 1024,
            description:
              'Which value in it, as a dotted path. Left out for a file that is one value.',
            examples: ['openai.apiKey'],
          }),
        ),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        exec: Type.Array(Type.String({ maxLength: 4096, description: 'One word of it.' }), {
          minItems: 1,
          maxItems: 64,
          description: 'A program and its arguments, run without a shell; it prints the value.',
          examples: [['op', 'read', 'op://agents/openai/key']],
        }),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        value: Type.String({
          pattern: ENCRYPTED_PATTERN,
          maxLength: 131072,
          description: 'The value as SOPS encrypted it in this very file; never in plain text.',
        }),
      },
      { additionalProperties: false },
    ),
  ],
  {
    title: SECRET_REFERENCE_TITLE,
    description:
      'Where the value comes from: {secret: NAME} (stored with `agentpod secret set`), {env: NAME}, {file: path}, {sops: path, key: name} or {exec: [program, argument]}. Never the value itself, except as {value: ...} in a file that SOPS encrypted.',
    examples: [
      { secret: 'openai-key' },
      { env: 'OPENAI_API_KEY' },
      { file: 'secrets/openai.key' },
      { sops: 'secrets.enc.yaml', key: 'openai.apiKey' },
      { exec: ['op', 'read', 'op://agents/openai/key'] },
    ],
  },
);

export const ModelRef = Type.String({
  pattern: '^[A-Za-z0-9._-]+/[^\\s]+$',
  maxLength: 256,
  title: 'model reference',
  description: 'A provider and one of its models: provider/model.',
  examples: ['openai/gpt-5.2'],
});
