import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { parseSelector, selectSubjects } from './selection.ts';

test.each([
  ['tier=gold', true],
  ['tier==gold', true],
  ['tier!=gold', false],
  ['tier', true],
  ['!tier', false],
  ['!absent', true],
  ['absent!=x', true],
  ['tier=gold,zone=eu', false],
  ['', true],
])('selector %j against tier=gold is %s', (selector, expected) => {
  expect(parseSelector(selector)({ tier: 'gold' })).toBe(expected);
});

test.each(['=x', 'a b', '!a=b', 'a,,b'])('%j is no selector', (selector) => {
  expect(() => parseSelector(selector)).toThrow('not a label selector');
});

const DESIRED = {
  tenants: [aTenant(), aTenant({ name: 'globex' })],
  pods: [aPod({ key: 'acme/a', labels: { tier: 'gold' } }), aPod({ key: 'globex/b' })],
  warnings: [],
};
const RECORD = { uid: 'u', name: 'acme', subnet: '10.0.0.0/24' };

test('without a narrowing everything is meant', () => {
  const all = { tenant: undefined, selector: undefined };
  expect(selectSubjects(all, DESIRED, { tenants: [], pods: [] })).toBeUndefined();
});

test('a selected pod brings its tenant along', () => {
  const only = selectSubjects({ tenant: undefined, selector: 'tier' }, DESIRED, {
    tenants: [],
    pods: [],
  });
  expect([...(only ?? [])]).toEqual(['tenant/acme', 'pod/acme/a']);
});

test('a tenant that no manifest names any more can still be selected', () => {
  const records = { tenants: [{ ...RECORD, name: 'gone' }], pods: [] };
  const only = selectSubjects({ tenant: 'gone', selector: undefined }, DESIRED, records);
  expect([...(only ?? [])]).toEqual(['tenant/gone']);
});
