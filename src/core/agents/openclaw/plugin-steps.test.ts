import { describe, expect, test } from 'vitest';
import { aPod } from '../../../../test/builders.ts';
import type { ResolvedPodSpec } from '../../model/desired.ts';
import { openaiRuntime, plugins } from './plugin-steps.ts';

const pod = (spec: Partial<ResolvedPodSpec>) => aPod({ spec });
const token = { env: 'TOKEN' };
const enabled = { enabled: true };

describe('plugins', () => {
  test('they are switched on for the channels in use that need one', () => {
    const channels = {
      telegram: { botToken: token },
      discord: { token },
      whatsapp: { enabled: false },
    };
    expect(plugins(pod({ channels }))).toEqual({ plugins: { entries: { discord: enabled } } });
  });

  test('they are switched on for the providers in use that need one', () => {
    const spec = {
      providers: { mistral: { apiKey: token }, anthropic: { apiKey: token } },
      model: { primary: 'anthropic/claude', fallbacks: ['groq/llama'] },
    };
    expect(plugins(pod(spec))).toEqual({
      plugins: { entries: { groq: enabled, mistral: enabled } },
    });
  });

  test('a pod that needs none names none', () => {
    expect(plugins(aPod())).toEqual({});
  });
});

describe('the runtime of OpenAI models', () => {
  const runtime = { models: { providers: { openai: { agentRuntime: { id: 'openclaw' } } } } };

  test.each([
    ['as a provider', { providers: { openai: { apiKey: token } } }],
    ['as the model', { model: { primary: 'openai/gpt-5.2' } }],
    ['as a fallback', { model: { primary: 'x/y', fallbacks: ['openai/gpt-5.2'] } }],
  ])('it is OpenClaw’s own when OpenAI is used %s', (_, spec) => {
    expect(openaiRuntime(pod(spec))).toEqual(runtime);
  });

  test('an OpenAI model behind another provider has nothing to do with it', () => {
    expect(openaiRuntime(pod({ model: { primary: 'openrouter/openai/gpt-5.2' } }))).toEqual({});
  });
});
