import { describe, expect, test } from 'vitest';
import type { AcmeSettings } from '../model/proxy.ts';
import { traefikArgs } from './traefik-args.ts';

const ACME: AcmeSettings = {
  email: 'somebody@example.com',
  server: 'https://acme.example.com/directory',
  challenge: 'http',
  dnsProvider: undefined,
  dnsVariables: [],
  dnsResolvers: [],
  caFile: undefined,
};

function argsFor(acme: Partial<AcmeSettings>): string[] {
  return traefikArgs('default', { acme: { ...ACME, ...acme }, httpsPort: 443 });
}

function optionOf(args: readonly string[], option: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${option}=`))?.slice(option.length + 3);
}

test('the rule of containers without a router names no host to get a certificate for', () => {
  expect(optionOf(argsFor({}), 'providers.docker.defaultrule')).not.toContain('Host');
});

test('authorities keep their certificates apart', () => {
  const storage = (server: string) =>
    optionOf(argsFor({ server }), 'certificatesresolvers.acme.acme.storage');
  expect(storage(ACME.server)).toMatch(/^\/var\/lib\/traefik\/acme-[0-9a-f]{12}\.json$/);
  expect(storage(ACME.server)).toBe(storage(ACME.server));
  expect(storage('https://staging.example.com/directory')).not.toBe(storage(ACME.server));
});

describe('the DNS challenge', () => {
  const base = 'certificatesresolvers.acme.acme.dnschallenge';

  test('asks the servers of the zone whether its record is there', () => {
    const args = argsFor({ challenge: 'dns', dnsProvider: 'hetzner' });
    expect(args.filter((arg) => arg.startsWith(`--${base}`))).toEqual([
      `--${base}=true`,
      `--${base}.provider=hetzner`,
    ]);
  });

  test('asks others instead, where they are named', () => {
    const dnsResolvers = ['10.0.0.53:53', 'dns.internal:53'];
    const args = argsFor({ challenge: 'dns', dnsProvider: 'hetzner', dnsResolvers });
    expect(optionOf(args, `${base}.resolvers`)).toBe('10.0.0.53:53,dns.internal:53');
    expect(optionOf(args, `${base}.propagation.disableanschecks`)).toBe('true');
  });
});
