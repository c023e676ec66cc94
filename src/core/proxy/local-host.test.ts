import { describe, expect, it } from 'vitest';
import { isLocalHost, LOCAL_SUFFIXES } from './local-host.ts';

describe('a host that no public authority certifies', () => {
  it.each([
    'localhost',
    'agent.localhost',
    'a.b.c.localhost',
    'agent.test',
    'agent.acme.internal',
    'printer.local',
    'agent.home.arpa',
    'agent.example',
    'agent.invalid',
    'agent.lan',
    'AGENT.LocalHost',
    'agent.test.',
  ])('%s is local', (host) => expect(isLocalHost(host)).toBe(true));

  it.each([
    'agent.acme.example.com',
    'localhost.example.com',
    'agent.test.dev',
    'agentlocalhost.com',
    'agent.notlocal.dev',
    'latest.org',
    'arpa.home.com',
    'agent.arpa',
    // Under no name that an authority could be held to.
    'agent',
  ])('%s is not', (host) => expect(isLocalHost(host)).toBe(false));

  it('knows every suffix only as whole labels', () => {
    for (const suffix of LOCAL_SUFFIXES) {
      expect(isLocalHost(`agent.${suffix}`)).toBe(true);
      expect(isLocalHost(`agent.x${suffix}`)).toBe(false);
      expect(isLocalHost(`agent.${suffix}.com`)).toBe(false);
    }
  });
});
