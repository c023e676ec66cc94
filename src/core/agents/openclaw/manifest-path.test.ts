import { expect, test } from 'vitest';
import { aPod } from '../../../../test/builders.ts';
import { manifestPath } from './manifest-path.ts';

test.each([
  ['models.providers.llm.baseUrl', 'spec.providers.llm.baseUrl'],
  ['agents.defaults.model.primary', 'spec.model.primary'],
  ['agents.defaults.model', 'spec.model'],
  ['channels.telegram.tokenFile', 'spec.channels.telegram.botToken'],
  ['channels.slack.allowFrom.0', 'spec.channels.slack.allowFrom.0'],
  ['plugins.entries.slack', 'spec.channels.slack'],
  ['plugins.entries.groq', 'spec.providers.groq'],
  ['mcp.servers.crm.url', 'spec.mcpServers.crm.url'],
  ['skills.entries.crm', 'spec.skills.crm'],
  ['gateway.publicOrigin', 'spec.hosts'],
  ['gateway.auth.trustedProxy.allowUsers', 'spec.route.sso.owners'],
  ['agents.defaults.modelX', 'spec.config.agents.defaults.modelX'],
  ['tools.exec', 'spec.config.tools.exec'],
  ['', 'spec.config'],
])('%s comes from %s', (path, expected) => {
  expect(manifestPath(path, aPod())).toBe(expected);
});

test('what the free config sets comes from there', () => {
  const pod = aPod({ spec: { config: { channels: { telegram: { name: 5 } } } } });
  expect(manifestPath('channels.telegram.name', pod)).toBe('spec.config.channels.telegram.name');
  expect(manifestPath('channels.telegram.dmPolicy', pod)).toBe('spec.channels.telegram.dmPolicy');
});
