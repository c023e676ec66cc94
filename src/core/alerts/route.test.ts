import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { alertsConfig } from './alerts-config.ts';
import { routeAlert } from './route.ts';

const DESIRED = {
  tenants: [aTenant({ labels: { tier: 'gold' } }), aTenant({ name: 'globex' })],
  pods: [
    aPod({ key: 'acme/agent' }),
    aPod({ key: 'acme/test', labels: { tier: 'none' } }),
    aPod({ key: 'globex/agent' }),
  ],
  warnings: [],
};
const RECEIVERS = ['all', 'pager', 'acme', 'gold'].map((name) => ({
  name,
  webhook: { url: 'https://hooks.example.com' },
}));
const { rules } = alertsConfig({
  receivers: RECEIVERS,
  rules: [
    { receivers: ['all'] },
    { receivers: ['pager', 'all'], severity: 'critical' },
    { receivers: ['acme'], tenants: ['acme'] },
    { receivers: ['gold'], labels: { tier: 'gold' } },
  ],
});

test.each([
  ['pod/acme/agent', 'critical', ['acme', 'all', 'gold', 'pager']],
  ['pod/acme/test', 'warning', ['acme', 'all']],
  ['tenant/acme', 'warning', ['acme', 'all', 'gold']],
  ['pod/globex/agent', 'warning', ['all']],
  ['disk/var/lib/docker', 'critical', ['all', 'pager']],
] as const)('%s, %s', (subject, severity, receivers) => {
  expect(routeAlert({ subject, severity }, rules, DESIRED)).toEqual(receivers);
});

test('without rules everybody is told everything', () => {
  const { rules: plain } = alertsConfig({ receivers: RECEIVERS });
  const alert = { subject: 'pod/acme/agent', severity: 'warning' } as const;
  expect(routeAlert(alert, plain, undefined)).toHaveLength(RECEIVERS.length);
});
