import { describe, expect, it } from 'vitest';
import { diagnose, load, podText, TENANT } from '../../../test/diagnose.ts';

/** Places and rules of what is wrong, for manifests that fail their schema and more. */
function rules(texts: Readonly<Record<string, string>>): readonly string[] {
  return load(texts).diagnostics.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}

const pod = (spec: string, tenant = '') =>
  rules({ 't.yaml': TENANT + tenant, 'p.yaml': podText(spec) });

describe('a manifest that fails its schema', () => {
  it.each([
    ['its image', '  image: a/b:latest', 'MovingImage'],
    ['its model', '  model: { primary: opneai/x }', 'UnknownProvider'],
    ['its providers', '  providers: { house: { apiKey: { env: K } } }', 'ProviderIncomplete'],
    ['its configuration', '  config: { update: { channel: beta } }', 'OwnedConfigKey'],
    ['its variables', '  env: { HOME: /x, A: 1 }', 'OwnedVariable'],
    ['its tools', '  mcpServers: { crm: { args: [x] } }', 'McpTargetMissing'],
    ['its secrets', '  secrets: { crm: { file: ../crm } }', 'SecretOutsideFolder'],
  ])('is still checked for %s', (_what, spec, rule) => {
    expect(pod(`${spec}\n  resources: { memory: 2gb }`)).toContain(`p.yaml:5 ${rule}`);
  });

  it('is still checked for its tenant and its name', () => {
    const broken = '  oops: 1';
    const texts = { 't.yaml': TENANT, 'a.yaml': podText(broken, 'acne/agent') };
    expect(rules(texts)).toContain('a.yaml:3 UnknownTenant');
    const twice = { 't.yaml': TENANT, 'a.yaml': podText(broken), 'b.yaml': podText(broken) };
    expect(rules(twice)).toContain('b.yaml:3 DuplicateName');
  });

  it('is still checked for its hosts, in the order of the files', () => {
    const hosts = '  hosts: [x.example.com]';
    const texts = {
      't.yaml': TENANT,
      'a.yaml': podText(`${hosts}\n  suspended: on`, 'acme/a'),
      'b.yaml': podText(hosts, 'acme/b'),
    };
    expect(diagnose(texts)).toBe(
      `a.yaml:6:14: error: spec.suspended: "on" is not true or false (WrongType)
  hint: YAML 1.2 reads on as text; write true
b.yaml:5:11: error: spec.hosts[0]: "x.example.com" is already the host of pod acme/a at a.yaml:5:11 (HostTaken)
  hint: give one of them another host, or each paths of its own (spec.route.pathPrefixes)`,
    );
  });

  it('has its valid pods checked where it is a tenant', () => {
    const tenant = 'spec: { contact: nobody, domain: "{pot}.example.com" }';
    expect(pod('  image: a/b:latest', tenant)).toEqual(
      ['t.yaml:4 MailAddressFormat', 't.yaml:4 UnknownPlaceholder', 'p.yaml:5 MovingImage'].sort(),
    );
  });

  it.each([
    [
      'a missing image',
      '  agent: generic\n  generic: { port: 80 }\n  image: nginx',
      'PinnedImageFormat',
    ],
    ['a missing part', '  agent: generic\n  image: a/b:1\n  generic: { port: x }', 'PortFormat'],
    ['a misspelt field', '  agent: generic\n  image: a/b:1\n  genric: { port: 80 }', 'UnknownKey'],
    ['fields of the other agent', '  generic: { port: 80 }\n  agent: genric', 'NotAllowed'],
    [
      'an unknown provider',
      '  model: { primary: h/x }\n  providers: { h: { models: 5 } }',
      'WrongType',
    ],
  ])('is not blamed for %s when that is what fails', (_what, spec, rule) => {
    expect(pod(spec).map((line) => line.split(' ')[1])).toEqual([rule]);
  });

  it('is not compared with a quota when its own share is unknown', () => {
    const tenant = 'spec: { quota: { memory: 1Gi } }';
    expect(pod('  resources: { memory: 2gb }', tenant)).toEqual(['p.yaml:5 SizeFormat']);
  });

  it('takes no host from the pattern when its own hosts fail', () => {
    const tenant = 'spec: { domain: x.example.com }';
    const texts = {
      't.yaml': TENANT + tenant,
      'a.yaml': podText('  agent: openclaw', 'acme/a'),
      'b.yaml': podText('  hosts: [Y]', 'acme/b'),
    };
    expect(rules(texts)).toEqual(['b.yaml:5 HostNameFormat']);
  });

  it('never becomes desired state', () => {
    const { desired } = load({ 't.yaml': TENANT, 'p.yaml': podText('  oops: 1') });
    expect(desired.pods).toEqual([]);
    const broken = load({ 't.yaml': `${TENANT}spec: { oops: 1 }`, 'p.yaml': podText('  env: {}') });
    expect(broken.desired).toEqual({ tenants: [], pods: [] });
  });

  it('is left alone when its tenant or spec cannot be read', () => {
    expect(pod('  tenant: [x]\n  image: a/b:latest')).toEqual(['p.yaml:5 WrongType']);
    const texts = { 't.yaml': TENANT, 'p.yaml': podText('').replace('spec:', 'spec: 5') };
    expect(rules(texts)).toEqual(['p.yaml:4 WrongType']);
  });
});
