import { expect, test } from 'vitest';
import { channelSecretName, providerSecretName } from './secret-names.ts';

test('names of secrets say what they are for', () => {
  expect(providerSecretName('openai')).toBe('provider-openai');
  expect(channelSecretName('telegram', 'botToken')).toBe('channel-telegram-bot-token');
  expect(channelSecretName('discord', 'token')).toBe('channel-discord-token');
});
