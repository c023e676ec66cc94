import { Type } from 'typebox';
import { ModelRef, SecretRef } from './scalars.ts';

const Price = Type.Number({ minimum: 0, description: 'US dollars per million tokens.' });

export const ModelChoice = Type.Object(
  {
    primary: ModelRef,
    fallbacks: Type.Optional(Type.Array(ModelRef, { maxItems: 16 })),
  },
  { additionalProperties: false, description: 'The model the agent uses, and what it falls back to.' },
);

const CustomModel = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 256 }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Shown to people; the id when absent.' })),
    contextWindow: Type.Optional(Type.Integer({ minimum: 1, description: 'Tokens.' })),
    maxTokens: Type.Optional(Type.Integer({ minimum: 1, description: 'Longest answer, in tokens.' })),
    cost: Type.Object(
      { input: Price, output: Price, cacheRead: Type.Optional(Price), cacheWrite: Type.Optional(Price) },
      { additionalProperties: false, description: 'Needed for cost reports: a model without it counts as missing.' },
    ),
  },
  { additionalProperties: false },
);

export const Provider = Type.Object(
  {
    apiKey: Type.Optional(SecretRef),
    baseUrl: Type.Optional(
      Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048, description: 'For a proxy or a custom OpenAI-compatible server.' }),
    ),
    api: Type.Optional(
      Type.Union(
        ['openai-completions', 'openai-responses', 'anthropic-messages', 'google-generative-ai', 'ollama', 'azure-openai-responses'].map((id) =>
          Type.Literal(id),
        ),
        { description: 'What the server speaks; openai-completions for a custom one unless said.' },
      ),
    ),
    models: Type.Optional(Type.Array(CustomModel, { minItems: 1, maxItems: 256, description: 'Needed for a custom provider.' })),
  },
  { additionalProperties: false, description: 'A built-in provider (openai, anthropic, openrouter, …) needs only apiKey.' },
);
