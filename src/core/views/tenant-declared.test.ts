import { expect, it } from 'vitest';
import { aTenant } from '../../../test/builders.ts';
import { tenantDeclared } from './tenant-declared.ts';

const declared = (spec: Parameters<typeof aTenant>[0]) =>
  tenantDeclared('acme', { tenants: [aTenant(spec)], pods: [], warnings: [] });

it('says what pods inherit, of env and providers only the names', () => {
  const defaults = {
    model: { primary: 'anthropic/claude-sonnet-5' },
    resources: { memory: '2Gi' },
    env: { TZ: 'Europe/Vienna', GREETING: 'hunter2' },
    providers: { openai: { apiKey: { env: 'OPENAI_API_KEY' } } },
    egress: { allow: [{ to: '10.1.2.3' }] },
  };
  const found = declared({ spec: { displayName: 'Acme GmbH', quota: { pods: 3 }, defaults } });
  expect(found).toMatchObject({
    declared: {
      displayName: 'Acme GmbH',
      contact: null,
      quota: { pods: 3, memory: null },
      defaults: {
        model: 'anthropic/claude-sonnet-5',
        memory: '2Gi',
        env: ['GREETING', 'TZ'],
        providers: ['openai'],
        egress: 'rules',
      },
    },
  });
  expect(JSON.stringify(found)).not.toMatch(/hunter2|OPENAI_API_KEY|Vienna/);
});

it('says nothing where no manifest is in force, or none names the tenant', () => {
  expect(tenantDeclared('acme', undefined)).toEqual({});
  expect(declared({ name: 'globex' })).toEqual({});
});
