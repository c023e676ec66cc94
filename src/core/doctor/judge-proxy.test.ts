import { describe, expect, test } from 'vitest';
import { container, engine, findings, state, wrong } from '../../../test/doctor-findings.ts';
import { DEFAULT_PROXY } from '../proxy/defaults.ts';
import type { ContainerSight, HostSight } from './observation.ts';

describe('the packet filter', () => {
  const none = { available: true, intact: false } as const;
  test.each([
    [{ available: false, reason: 'AGENTPOD_FIREWALL=off' }, 0, 'warning firewall: nothing keeps'],
    [{ ...none, written: 'a-hash' }, 0, 'error firewall: the rules on where'],
    [none, 2, 'error firewall: there are no rules'],
  ] as const)('seen as %o with %i pods is told', (seen, pods, words) => {
    expect(wrong({ firewall: { seen }, ...state({ pods }) })).toEqual([
      expect.stringContaining(words),
    ]);
  });

  test('needs no rules where there are no pods', () => {
    expect(wrong({ firewall: { seen: none } })).toEqual([]);
    expect(wrong({ firewall: { seen: none }, state: { seen: { kind: 'absent' } } })).toEqual([]);
  });
});

describe('the proxy', () => {
  const part = (role: 'traefik' | 'socket-filter', change: Partial<ContainerSight> = {}) =>
    container({ name: `agentpod__${role}`, role, entry: role === 'traefik', ...change });
  const parts = (...found: ContainerSight[]) => engine({ containers: found });
  const both = parts(part('traefik'), part('socket-filter'));

  test('that runs and answers is fine, as is one that is switched off', () => {
    expect(wrong({ ...both, answers: { traefik: '', filter: '' } })).toEqual([]);
    expect(wrong({ proxy: { ...DEFAULT_PROXY, mode: 'off' } })).toEqual([]);
  });

  test('that is gone though there are hosts is an error', () => {
    expect(wrong({ hosts: [{ host: 'a.localhost' }] })).toEqual([
      expect.stringContaining('error proxy: the reverse proxy is not there'),
      expect.stringContaining('error socket-filter'),
    ]);
  });

  test.each([
    [parts(part('traefik')), 'error socket-filter'],
    [parts(part('traefik', { state: 'exited' }), part('socket-filter')), 'error proxy'],
  ])('that is half there is told', (change, words) => {
    const answers = { traefik: '', filter: '' };
    expect(wrong({ ...change, answers })).toEqual([expect.stringContaining(words)]);
  });

  test('that runs and does not answer says what it does instead', () => {
    const answers = { traefik: 'connection refused', filter: 'it answers 503' };
    expect(wrong({ ...both, answers })).toEqual([
      'error proxy: agentpod__traefik runs and does not answer: connection refused',
      'error socket-filter: agentpod__socket-filter runs and does not answer: it answers 503',
    ]);
  });

  test('that cannot be asked from here is no error', () => {
    expect(wrong(both).every((line) => line.startsWith('warning'))).toBe(true);
  });

  test('of somebody else is looked for by its name', () => {
    const proxy = { ...DEFAULT_PROXY, mode: 'external', externalContainer: 'edge' } as const;
    const found = engine({ containers: [container({ name: 'edge', ours: false, entry: true })] });
    expect(wrong({ proxy, ...found, answers: { traefik: '' } })).toEqual([]);
    expect(wrong({ proxy })).toEqual(['error proxy: edge is not there']);
  });
});

describe('a host', () => {
  const certificate = {
    subject: 'a.example.com',
    issuer: 'R11',
    notAfter: '2027-01-25T12:00:00Z',
    fingerprint: 'AA',
  };
  const shown = (change: object): HostSight => ({
    host: 'a.example.com',
    https: {
      kind: 'answered',
      status: 200,
      body: '',
      certificate: { ...certificate, ...change },
    },
  });
  const dns = (found: HostSight['dns']): HostSight => ({
    host: 'a.example.com',
    ...(found ? { dns: found } : {}),
  });
  const off = { proxy: { ...DEFAULT_PROXY, mode: 'off' } } as const;
  const here = { kind: 'found', addresses: ['192.0.2.1'], foreign: [] } as const;

  test.each([
    [dns({ kind: 'none' }), 'error dns: a.example.com has no address in DNS'],
    [dns({ kind: 'failed', why: 'SERVFAIL' }), 'warning dns: the addresses of a.example.com'],
    [dns({ ...here, foreign: ['192.0.2.1'] }), 'warning dns: DNS says 192.0.2.1 for a.example'],
    [shown({ subject: 'TRAEFIK DEFAULT CERT' }), 'error certificate: the proxy has no certificate'],
    [shown({ problem: 'STRANGE' }), 'error certificate: the certificate that the proxy'],
    [shown({ problem: 'CERT_HAS_EXPIRED' }), 'error certificate: the certificate that the proxy'],
    [shown({ notAfter: '2026-12-01T13:00:00Z' }), 'warning certificate: the certificate of a.exam'],
    [
      { host: 'a.example.com', https: { kind: 'unreachable', why: 'refused' } } as const,
      'error certificate: the proxy shows no certificate for a.example.com: refused',
    ],
  ])('seen as %o is told', (host, words) => {
    expect(wrong({ ...off, hosts: [host] })).toEqual([expect.stringContaining(words)]);
  });

  test('that leads here with a certificate that holds is fine', () => {
    const host = { ...shown({}), dns: here };
    expect(wrong({ ...off, hosts: [host] })).toEqual([]);
    expect(findings({ ...off, hosts: [host] }).slice(-2)).toEqual([
      'ok dns: a.example.com leads here (192.0.2.1)',
      'ok certificate: the certificate of a.example.com holds for 61 more days',
    ]);
  });
});
