import { describe, expect, test } from 'vitest';
import { aPod } from '../../../../test/builders.ts';
import type { ResolvedPodSpec } from '../../model/desired.ts';
import { channels, defaultModel, mcpServers, providers, skills } from './agent-steps.ts';

const pod = (spec: Partial<ResolvedPodSpec>) => aPod({ spec });
const env = { env: 'KEY' };

test('a pod that says nothing adds nothing', () => {
  for (const step of [providers, defaultModel, channels, skills, mcpServers]) {
    expect(step(aPod())).toEqual({});
  }
});

describe('providers', () => {
  const rendered = (spec: NonNullable<ResolvedPodSpec['providers']>) =>
    Object(providers(pod({ providers: spec }))['models']).providers;

  test('a built-in one needs only its key', () => {
    expect(rendered({ openai: { apiKey: env } })).toEqual({
      openai: { apiKey: { source: 'file', provider: 'agentpod-provider-openai', id: 'value' } },
    });
  });

  test('a custom one speaks openai-completions unless said, and its prices are complete', () => {
    const models = [{ id: 'tiny', cost: { input: 1, output: 2, cacheRead: 0.5 } }];
    expect(rendered({ llm: { baseUrl: 'http://llm/v1', models } })).toEqual({
      llm: {
        baseUrl: 'http://llm/v1',
        api: 'openai-completions',
        models: [
          {
            id: 'tiny',
            name: 'tiny',
            cost: { input: 1, output: 2, cacheRead: 0.5, cacheWrite: 0 },
          },
        ],
      },
    });
    expect(rendered({ llm: { api: 'ollama', models } })).toHaveProperty('llm.api', 'ollama');
  });

  test('a built-in one with models of its own keeps what it speaks', () => {
    const models = [{ id: 'm', cost: { input: 1, output: 2 } }];
    expect(rendered({ anthropic: { models } })).not.toHaveProperty('anthropic.api');
  });
});

describe('channels', () => {
  test('a channel that is named is on, and its tokens are references', () => {
    const rendered = channels(
      pod({
        channels: {
          telegram: { botToken: env, dmPolicy: 'allowlist', allowFrom: ['1'] },
          discord: { token: env },
          slack: { botToken: env, appToken: env, enabled: false },
          whatsapp: {},
        },
      }),
    );
    const ref = (name: string) => ({ source: 'file', provider: `agentpod-${name}`, id: 'value' });
    expect(rendered).toEqual({
      channels: {
        telegram: {
          enabled: true,
          dmPolicy: 'allowlist',
          allowFrom: ['1'],
          tokenFile: '/run/agentpod/secrets/channel-telegram-bot-token',
        },
        whatsapp: { enabled: true },
        discord: { enabled: true, token: ref('channel-discord-token') },
        slack: {
          enabled: false,
          mode: 'socket',
          botToken: ref('channel-slack-bot-token'),
          appToken: ref('channel-slack-app-token'),
        },
      },
    });
  });
});

test('models, skills and MCP servers keep their shape', () => {
  expect(defaultModel(pod({ model: { primary: 'openai/x' } }))).toEqual({
    agents: { defaults: { model: { primary: 'openai/x' } } },
  });
  expect(skills(pod({ skills: { crm: { env: { A: 'b' } }, old: { enabled: false } } }))).toEqual({
    skills: { entries: { crm: { enabled: true, env: { A: 'b' } }, old: { enabled: false } } },
  });
  expect(mcpServers(pod({ mcpServers: { t: { command: 'node', args: ['x'] } } }))).toEqual({
    mcp: { servers: { t: { command: 'node', args: ['x'] } } },
  });
});
