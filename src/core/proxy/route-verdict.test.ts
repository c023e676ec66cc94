import { describe, expect, it } from 'vitest';
import { ROUTE_CASES } from '../../../test/route-cases.ts';
import {
  answered,
  DEFAULT,
  FACTS,
  GOOD,
  HOST,
  leading,
  TARGET,
} from '../../../test/route-looks.ts';
import type { RedirectLook, RouteFacts, RouteObservation } from './route-observation.ts';
import { judgeRoute, ROUTE_REASONS, roadFault } from './route-verdict.ts';

describe('a route is not ready', () => {
  it.each(ROUTE_CASES)('$reason: $says', ({ reason, says, seen, facts }) => {
    const verdict = judgeRoute(TARGET, { ...FACTS, ...facts }, seen);

    expect(verdict).toMatchObject({ ready: false, reason });
    expect(verdict).toMatchObject({ message: expect.stringContaining(says) });
  });

  it('for each reason there is', () => {
    expect(new Set(ROUTE_CASES.map(({ reason }) => reason))).toEqual(new Set(ROUTE_REASONS));
  });

  it('and every message names the host and is one line', () => {
    for (const { seen, facts, reason } of ROUTE_CASES) {
      const verdict = judgeRoute(TARGET, { ...FACTS, ...facts }, seen);
      const message = verdict.ready ? '' : verdict.message;
      expect(message).not.toContain('\n');
      if (!['ProxyUnreachable', 'LabelMissing'].includes(reason)) expect(message).toContain(HOST);
    }
  });
});

describe('a route is ready', () => {
  it.each<[string, RouteObservation, Partial<RouteFacts>?]>([
    ['with all proved', GOOD],
    ['where DNS and the redirection are not asked for', { https: GOOD.https, proof: 'same' }],
    ['where the agent has no proof to give', { https: GOOD.https }],
    ['with a redirection to a port', { ...GOOD, redirect: redirectTo(`https://${HOST}:8443/x?y`) }],
    ['with a redirection in upper case', { ...GOOD, redirect: redirectTo(`HTTPS://${HOST}`) }],
    ['over a load balancer that shows our certificate', { ...GOOD, dns: leading({ to: 'here' }) }],
    // What works is not argued with.
    ['although the labels look wrong', GOOD, { labels: {}, proxyNetworks: [] }],
  ])('%s', (_name, seen, facts) => {
    expect(judgeRoute(TARGET, { ...FACTS, ...facts }, seen)).toEqual({ ready: true });
  });
});

describe('the road', () => {
  it('is fit for a proof only with a certificate that holds and an answer of the agent', () => {
    expect(roadFault(TARGET, FACTS, { https: answered(200, '') })).toBeUndefined();
    expect(roadFault(TARGET, FACTS, { https: answered(200, '', DEFAULT) })).toBeDefined();
    expect(roadFault(TARGET, FACTS, { https: answered(503, '{}') })).toBeDefined();
  });
});

function redirectTo(location: string): RedirectLook {
  return { kind: 'answered', status: 308, location };
}
