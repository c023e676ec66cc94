import { describe, expect, it } from 'vitest';
import { diagnose, podText, TENANT } from '../../../test/diagnose.ts';
import { SPEC_FIELDS } from '../desired/hash.ts';
import { IGNORABLE } from './check-ignore-drift.ts';

const rule = (path: string, more = '') =>
  `  ignoreDrift: [{ path: '${path}', reason: known${more} }]`;

describe('rules for known drift', () => {
  it.each([
    'container.resources',
    'container.resources.memoryBytes',
    'container.env.DEBUG',
    'container.labels."traefik.enable"',
    'openclaw.json:agents.defaults',
    'openclaw.json:gateway.reload',
  ])('may name %s', async (path) => {
    expect(await diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(rule(path)) })).toBe('');
  });

  it.each([
    ['container.resorces', 'write container.resources?'],
    ['container.state', 'what can be'],
    ['container.hardened', 'what can be'],
    ['container.networks', 'what can be'],
    ['container', 'what can be'],
    ['openclaw.json', 'name the keys that you mean'],
    ['openclaw.json:gateway', 'who may use the gateway'],
    ['openclaw.json:gateway.auth.token', 'who may use the gateway'],
    ['secrets.openai', 'cannot be ignored'],
  ])('may not name %s', async (path, words) => {
    const text = await diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(rule(path)) });
    expect(text).toContain('DriftNotIgnorable');
    expect(text).toContain(words);
  });

  it('end on a day that there is', async () => {
    const text = await diagnose({
      'tenant.yaml': TENANT,
      'pod.yaml': podText(rule('container.env', ", expires: '2027-02-30'")),
    });
    expect(text).toContain('there is no day "2027-02-30" (DateInvalid)');
  });

  it('name fields that containers have', () => {
    const fields = [...Object.keys(SPEC_FIELDS), 'imageId'];
    expect(IGNORABLE.filter((field) => !fields.includes(field))).toEqual([]);
  });
});
