import { Type } from 'typebox';
import { DEFAULTS } from '../desired/defaults.ts';
import { mapOf, oneOf } from './combinators.ts';
import { HttpUrl, ModelRef, SecretRef } from './scalars.ts';

/** Models and the providers they come from. */

const Price = Type.Number({
  minimum: 0,
  title: 'price',
  description: 'US dollars per million tokens.',
  examples: [1.25],
});

export const ModelChoice = Type.Object(
  {
    primary: ModelRef,
    fallbacks: Type.Optional(
      Type.Array(ModelRef, {
        maxItems: 16,
        description: 'Tried in this order when the primary fails.',
        examples: [['anthropic/claude-sonnet-5']],
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'The model the agent uses, and what it falls back to.',
  },
);

const CustomModel = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      maxLength: 256,
      description: "The model's name at its server.",
      examples: ['llama-4-70b'],
    }),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: 'Shown to people; the id when absent.',
        examples: ['Llama 4 70B'],
      }),
    ),
    contextWindow: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Tokens.', examples: [131072] }),
    ),
    maxTokens: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Longest answer, in tokens.', examples: [8192] }),
    ),
    cost: Type.Object(
      {
        input: Price,
        output: Price,
        cacheRead: Type.Optional(Price),
        cacheWrite: Type.Optional(Price),
      },
      {
        additionalProperties: false,
        description: 'Needed for cost reports: a model without it counts as missing.',
      },
    ),
  },
  { additionalProperties: false, description: 'One model of a custom provider.' },
);

const Provider = Type.Object(
  {
    apiKey: Type.Optional(SecretRef),
    baseUrl: Type.Optional(
      Type.String({
        ...HttpUrl,
        description: 'For a proxy or a custom OpenAI-compatible server.',
      }),
    ),
    api: Type.Optional(
      oneOf(
        [
          'openai-completions',
          'openai-responses',
          'anthropic-messages',
          'google-generative-ai',
          'ollama',
          'azure-openai-responses',
        ],
        {
          description: `What the server speaks; ${DEFAULTS.customProviderApi} for a custom one unless said.`,
          examples: ['openai-completions'],
        },
      ),
    ),
    models: Type.Optional(
      Type.Array(CustomModel, {
        minItems: 1,
        maxItems: 256,
        description: 'Needed for a custom provider.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'A built-in provider (openai, anthropic, openrouter, …) needs only apiKey.',
  },
);

export const Providers = mapOf(
  Type.String({
    pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
    maxLength: 40,
    title: 'provider id',
    description: 'Lower-case letters, digits and hyphens, at most 40 characters.',
  }),
  Provider,
  {
    description:
      "Who serves the models, by provider id. A pod's entry replaces its tenant's of that id.",
    examples: [{ openai: { apiKey: { env: 'OPENAI_API_KEY' } } }],
  },
);
