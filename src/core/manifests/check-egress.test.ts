import { describe, expect, it } from 'vitest';
import { diagnose, podText, TENANT } from '../../../test/diagnose.ts';

const allow = (to: string) => `  egress: { allow: [{ to: '${to}' }] }`;

/** What a user writes and then reads. */
const CASES: readonly (readonly [title: string, spec: string, expected: string])[] = [
  [
    'a misspelt word',
    '  egress: opne',
    `pod.yaml:5:11: error: spec.egress: "opne" is not one of open, none (NotAllowed)
  hint: did you mean open?`,
  ],
  [
    'a misspelt key',
    '  egress: { alow: [] }',
    `pod.yaml:5:13: error: spec.egress.alow: "alow" is not a known key (UnknownKey)
  hint: did you mean allow?`,
  ],
  [
    'a port out of range',
    '  egress: { allow: [{ to: 10.1.2.3, ports: [70000] }] }',
    `pod.yaml:5:45: error: spec.egress.allow[0].ports[0]: 70000 is more than 65535 (OutOfRange)
  hint: A port.`,
  ],
  [
    'an entry without its target',
    '  egress: { allow: [{ ports: [443] }] }',
    `pod.yaml:5:21: error: spec.egress.allow[0].to: "to" is missing (MissingKey)
  hint: An IPv4 address, a range such as 10.1.0.0/16, or a host name. Example: to: api.openai.com`,
  ],
  [
    'the metadata service',
    allow('169.254.169.254'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "169.254.169.254" is a link-local address, where cloud metadata is served: no pod may reach it (EgressForbidden)
  hint: remove it`,
  ],
  [
    'a range with host bits',
    allow('10.1.2.3/16'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "10.1.2.3/16" names a host and not a range (EgressTargetFormat)
  hint: write 10.1.0.0/16, or 10.1.2.3 for the host alone`,
  ],
  [
    'an address that is none',
    allow('10.1.2.300'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "10.1.2.300" is not an IPv4 address or range (EgressTargetFormat)
  hint: write one like 10.1.2.3 or 10.1.0.0/16`,
  ],
  [
    'a web address',
    allow('https://API.openai.com/v1'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "https://API.openai.com/v1" is not an egress target (EgressTargetFormat)
  hint: write only the host: api.openai.com`,
  ],
  [
    'a wildcard',
    allow('*.openai.com'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "*.openai.com" is not an egress target (EgressTargetFormat)
  hint: rules are made of addresses, which a wildcard does not tell: name each host`,
  ],
  [
    'a port within the target',
    allow('api.openai.com:443'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "api.openai.com:443" is not an egress target (EgressTargetFormat)
  hint: write to: api.openai.com and ports: [443]`,
  ],
  [
    'IPv6',
    allow('2001:db8::1'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "2001:db8::1" is not an egress target (EgressTargetFormat)
  hint: tenants' networks have IPv4 only: write an IPv4 address`,
  ],
  [
    'capitals in a host name',
    allow('API.openai.com'),
    `pod.yaml:5:27: error: spec.egress.allow[0].to: "API.openai.com" is not an egress target (EgressTargetFormat)
  hint: write api.openai.com`,
  ],
];

describe('egress', () => {
  it.each(CASES)('%s is refused where it stands', (_, spec, expected) => {
    expect(diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(spec) })).toBe(expected);
  });

  it.each([
    '  egress: open',
    '  egress: none',
    '  egress: {}',
    '  egress: { default: open, allow: [{ to: 192.168.0.0/16 }, { to: 0.0.0.0/0, ports: [443] }] }',
    '  egress: { allow: [{ to: api.openai.com, ports: [443] }, { to: 10.1.2.3 }] }',
  ])('%s is fine', (spec) => {
    expect(diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(spec) })).toBe('');
  });

  it('in a tenant’s defaults is refused there, once', () => {
    const tenant = `${TENANT}spec:\n  defaults: { egress: { allow: [{ to: 127.0.0.1 }] } }\n`;
    const pods = [podText('  agent: openclaw'), podText('  agent: openclaw', 'acme/b')];
    expect(diagnose({ 'tenant.yaml': tenant, 'pod.yaml': pods.join('---\n') })).toBe(
      `tenant.yaml:5:39: error: spec.defaults.egress.allow[0].to: "127.0.0.1" is a loopback address: no pod may reach it (EgressForbidden)
  hint: remove it`,
    );
  });
});
