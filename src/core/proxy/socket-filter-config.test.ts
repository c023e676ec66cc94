import { describe, expect, test } from 'vitest';
import { renderSocketFilterConfig } from './socket-filter-config.ts';

describe('the configuration of the socket filter', () => {
  const text = renderSocketFilterConfig({ socket: '/run/engine.sock', port: 1234, idleSeconds: 7 });

  test('takes where to listen, the socket and the patience from its settings', () => {
    expect(text).toContain('bind :1234 proto h1\n');
    expect(text.match(/server docker unix@\/run\/engine\.sock /g)).toHaveLength(2);
    expect(text).toContain('timeout client 7s\n');
  });

  test('refuses what no rule lets through', () => {
    expect(text).toContain('default_backend refused\n');
  });

  test('looks for what is forbidden before it lets anything through', () => {
    const rules = [...text.matchAll(/use_backend (\w+)/g)].map(([, backend]) => backend);
    expect(rules.lastIndexOf('refused')).toBeLessThan(rules.indexOf('stream'));
  });

  test('lets a stream of events be silent for ever, and nothing else', () => {
    const [, stream] = text.split('\nbackend stream\n');
    expect(stream).toContain('timeout server 0\n');
    expect(text.match(/timeout server 0$/gm)).toHaveLength(1);
  });
});
