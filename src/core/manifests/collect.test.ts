import { describe, expect, it } from 'vitest';
import { diagnose, load, podText, TENANT } from '../../../test/diagnose.ts';

const OPENCLAW = '  agent: openclaw';

describe('the set of all manifests', () => {
  it("takes a pod's tenant from its name or from spec.tenant", () => {
    const { desired, diagnostics } = load({
      'acme.yaml': TENANT,
      'one.yaml': podText(OPENCLAW, 'acme/one'),
      'two.yaml': podText('  tenant: acme', 'two'),
      'both.yaml': podText('  tenant: acme', 'acme/both'),
    });
    expect(diagnostics).toEqual([]);
    expect(desired.pods.map(({ key }) => key)).toEqual(['acme/both', 'acme/one', 'acme/two']);
  });

  it('does not depend on the order of the files', () => {
    const tenant = { 'z.yaml': TENANT };
    const pods = { 'b.yaml': podText(OPENCLAW, 'acme/b'), 'a.yaml': podText(OPENCLAW, 'acme/a') };
    expect(load({ ...tenant, ...pods }).desired).toEqual(load({ ...pods, ...tenant }).desired);
  });
});

describe('names across manifests', () => {
  it.each([
    [
      'a pod that names no tenant is refused',
      { 'a.yaml': TENANT, 'b.yaml': podText(OPENCLAW, 'agent') },
      `b.yaml:4:1: error: spec.tenant: pod "agent" names no tenant (TenantMissing)
  hint: write spec.tenant: NAME, or metadata.name: NAME/agent`,
    ],
    [
      'a pod that names two tenants is refused',
      { 'a.yaml': TENANT, 'b.yaml': podText('  tenant: globex') },
      `b.yaml:5:11: error: spec.tenant: "globex" is not the tenant that metadata.name says, which is "acme" (TenantConflict)
  hint: keep one of them`,
    ],
    [
      'a pod of an unknown tenant is refused with the nearest name',
      { 'a.yaml': TENANT, 'b.yaml': podText(OPENCLAW, 'acne/agent') },
      `b.yaml:3:19: error: metadata.name: there is no tenant "acne" (UnknownTenant)
  hint: did you mean acme?`,
    ],
    [
      'a pod of an unknown tenant is refused with what to do',
      { 'b.yaml': podText('  tenant: globex', 'agent') },
      `b.yaml:5:11: error: spec.tenant: there is no tenant "globex" (UnknownTenant)
  hint: add a manifest of kind Tenant with that name`,
    ],
    [
      'a tenant that is there twice is reported with the other place',
      { 'a.yaml': TENANT, 'b.yaml': TENANT },
      `b.yaml:3:19: error: metadata.name: tenant "acme" is already defined at a.yaml:3:19 (DuplicateName)
  hint: remove or rename one of them`,
    ],
    [
      'a pod that is there twice is reported with the other place, however it names its tenant',
      {
        'a.yaml': TENANT,
        'b.yaml': podText(OPENCLAW),
        'c.yaml': podText('  tenant: acme', 'agent'),
      },
      `c.yaml:3:19: error: metadata.name: pod acme/agent is already defined at b.yaml:3:19 (DuplicateName)
  hint: remove or rename one of them`,
    ],
    [
      'a pod is no orphan when a broken file may hold its tenant',
      { 'a.yaml': 'a: [', 'b.yaml': podText(OPENCLAW) },
      `a.yaml:1:5: error: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ] (YamlSyntax)
  hint: check the indentation, and that quotes and brackets are closed`,
    ],
  ])('%s', (_title, texts, expected) => {
    expect(diagnose(texts as unknown as Record<string, string>)).toBe(expected);
  });
});
