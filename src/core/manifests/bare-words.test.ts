import { describe, expect, it } from 'vitest';
import { diagnose, podText, TENANT } from '../../../test/diagnose.ts';

/** What is written without quotes and read as something else, here or by other readers. */
const CASES: readonly [title: string, spec: string, expected: string][] = [
  [
    'a number where text is wanted is shown as it is written',
    '  env: { A: 010, B: 1e3, C: 0x1F, D: True }',
    `pod.yaml:5:13: error: spec.env.A: 010 is not text (WrongType)
  hint: put it in quotes: "010"
pod.yaml:5:21: error: spec.env.B: 1e3 is not text (WrongType)
  hint: put it in quotes: "1e3"
pod.yaml:5:29: error: spec.env.C: 0x1F is not text (WrongType)
  hint: put it in quotes: "0x1F"
pod.yaml:5:38: error: spec.env.D: True is not text (WrongType)
  hint: put it in quotes: "True"`,
  ],
  [
    'a number in place of a name is shown as it is written',
    '  tenant: 007',
    `pod.yaml:5:11: error: spec.tenant: 007 is not a name (NameFormat)
  hint: put it in quotes: "007"`,
  ],
  [
    'a number in place of text that would lose digits is reported once',
    '  env: { A: 12345678901234567890 }',
    `pod.yaml:5:13: error: spec.env.A: "12345678901234567890" is not a number that can be kept exactly (NumberFormat)
  hint: put it in quotes if it is meant as text`,
  ],
  [
    'a bare boolean of YAML 1.1 where text is wanted is refused with the quoted one',
    '  env: { A: on, C: No, D: "off", E: yes it is }',
    `pod.yaml:5:13: error: spec.env.A: on without quotes is a boolean to YAML 1.1 and text to YAML 1.2 (AmbiguousWord)
  hint: put it in quotes: "on"
pod.yaml:5:20: error: spec.env.C: No without quotes is a boolean to YAML 1.1 and text to YAML 1.2 (AmbiguousWord)
  hint: put it in quotes: "No"`,
  ],
  [
    'a bare boolean of YAML 1.1 where anything may stand is refused with both meanings',
    '  config: { a: { thinking: off } }',
    `pod.yaml:5:28: error: spec.config.a.thinking: off without quotes is a boolean to YAML 1.1 and text to YAML 1.2 (AmbiguousWord)
  hint: put it in quotes: "off", or write true or false`,
  ],
  [
    'a bare boolean of YAML 1.1 that is wrong anyway is reported once',
    '  hosts: [no]\n  deletionPolicy: n\n  providers: { openai: { apiKey: on } }',
    `pod.yaml:5:11: error: spec.hosts[0]: "no" is not a host name (HostNameFormat)
  hint: A fully qualified host name, lower case. Example: agent.acme.example.com
pod.yaml:6:19: error: spec.deletionPolicy: "n" is not one of retain, delete (NotAllowed)
pod.yaml:7:34: error: spec.providers.openai.apiKey: a secret's value does not belong in a manifest (SecretInManifest)
  hint: write {secret: NAME}, {env: NAME}, {file: path}, {sops: path, key: name} or {exec: [program, argument]}`,
  ],
];

describe('a manifest with scalars without quotes', () => {
  it.each(CASES)('%s', (_title, spec, expected) => {
    expect(diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(spec) })).toBe(expected);
  });
});
