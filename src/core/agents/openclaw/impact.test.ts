import { expect, test } from 'vitest';
import { impactOf } from './impact.ts';

test.each([
  ['models.providers.openai.apiKey', 'hot'],
  ['agents.defaults.model.primary', 'hot'],
  ['channels.telegram.dmPolicy', 'hot'],
  ['gateway.controlUi.allowedOrigins', 'hot'],
  ['gateway.controlUi.basePath', 'restart'],
  ['gateway.trustedProxies.0', 'hot'],
  ['gateway.auth.token.id', 'hot'],
  ['gateway.auth.mode', 'restart'],
  ['gateway.port', 'restart'],
  ['gateway', 'restart'],
  ['mcp.servers.tickets.url', 'hot'],
  ['mcp.apps.port', 'restart'],
  ['mcp.apps.sandboxOrigin', 'hot'],
  ['secrets.egressProxy', 'restart'],
  ['secrets.providers.agentpod-x', 'hot'],
  ['modelsX.a', 'restart'],
  ['somethingNew', 'restart'],
  ['', 'restart'],
])('a change of %s is %s', (path, impact) => {
  expect(impactOf('openclaw.json', path)).toBe(impact);
});

test('a change of a secret is a restart: its file is not watched', () => {
  expect(impactOf('secrets', 'provider-openai')).toBe('restart');
});
