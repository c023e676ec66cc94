import { expect, it } from 'vitest';
import { givenSecrets } from './secrets-json.ts';

const applied = (secrets: Readonly<Record<string, string>>) => ({ secrets });

it('tells equal values of a tenant once, with all who have them, and no gateway token', () => {
  const pods = [
    { key: 'acme/b', applied: applied({ 'gateway-token': 'v1', 'secret-crm': 'f1' }) },
    { key: 'acme/a', applied: applied({ 'secret-crm': 'f1', 'provider-openai': 'f2' }) },
    { key: 'acme/c', applied: applied({ 'secret-crm': 'f3' }) },
    { key: 'globex/a', applied: applied({ 'secret-crm': 'f1' }) },
    { key: 'globex/new', applied: undefined },
  ] as const;
  expect(givenSecrets(pods)).toEqual([
    { tenant: 'acme', name: 'provider-openai', fingerprint: 'f2', usedBy: ['acme/a'] },
    { tenant: 'acme', name: 'secret-crm', fingerprint: 'f1', usedBy: ['acme/a', 'acme/b'] },
    { tenant: 'acme', name: 'secret-crm', fingerprint: 'f3', usedBy: ['acme/c'] },
    { tenant: 'globex', name: 'secret-crm', fingerprint: 'f1', usedBy: ['globex/a'] },
  ]);
});
