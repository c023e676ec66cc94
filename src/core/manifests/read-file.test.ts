import { describe, expect, it } from 'vitest';
import { diagnose, load, podText, TENANT } from '../../../test/diagnose.ts';

/** Rules that need one document only; each case is what a user writes and then reads. */
const CASES: readonly [title: string, spec: string, expected: string][] = [
  [
    'a size in decimal units is refused with the binary one',
    '  resources: { memory: 2gb }',
    `pod.yaml:5:24: error: spec.resources.memory: "2gb" is not a size (SizeFormat)
  hint: write 2Gi`,
  ],
  [
    'a size without unit is refused with the form of sizes',
    '  resources: { memory: 2048 }',
    `pod.yaml:5:24: error: spec.resources.memory: 2048 is not a size (SizeFormat)
  hint: A size with a binary unit: Ki, Mi, Gi or Ti. Example: 512Mi`,
  ],
  [
    'an unknown key is answered with the nearest one',
    '  resuorces: {}',
    `pod.yaml:5:3: error: spec.resuorces: "resuorces" is not a known key (UnknownKey)
  hint: did you mean resources?`,
  ],
  [
    'an unknown key that resembles nothing is answered with the known ones',
    '  resources: { swappiness: 1 }',
    `pod.yaml:5:16: error: spec.resources.swappiness: "swappiness" is not a known key (UnknownKey)
  hint: known keys: cpus, memory, pids`,
  ],
  [
    'a boolean of YAML 1.1 is refused with the boolean of YAML 1.2',
    '  suspended: yes',
    `pod.yaml:5:14: error: spec.suspended: "yes" is not true or false (WrongType)
  hint: YAML 1.2 reads yes as text; write true`,
  ],
  [
    'a quoted boolean is refused with the bare one',
    '  suspended: "false"',
    `pod.yaml:5:14: error: spec.suspended: "false" is not true or false (WrongType)
  hint: remove the quotes: false`,
  ],
  [
    'a quoted number is refused with the bare one',
    '  resources: { cpus: "2" }',
    `pod.yaml:5:22: error: spec.resources.cpus: "2" is not a number of cores (NumberOfCoresFormat)
  hint: remove the quotes: 2`,
  ],
  [
    'a number where text is wanted is refused with the quoted one',
    '  env: { TZ: 5 }',
    `pod.yaml:5:14: error: spec.env.TZ: 5 is not text (WrongType)
  hint: put it in quotes: "5"`,
  ],
  [
    'a key of a map in the wrong form is refused at the key',
    '  env: { "MY-VAR": x }',
    `pod.yaml:5:10: error: spec.env.MY-VAR: "MY-VAR" is not a variable name (VariableNameFormat)
  hint: The name of an environment variable: letters, digits and underscores. Example: OPENAI_API_KEY`,
  ],
  [
    'an empty value is refused at its key',
    '  hosts:',
    `pod.yaml:5:3: error: spec.hosts: nothing is written here, a list is wanted (WrongType)
  hint: give it a value or remove the key`,
  ],
  [
    'a missing key is reported at its parent',
    '  agent: generic\n  image: a/b:1\n  generic: {}',
    `pod.yaml:7:3: error: spec.generic.port: "port" is missing (MissingKey)
  hint: Where the agent listens inside the container. Example: port: 8080`,
  ],
  [
    'a word outside of an enumeration is refused with the nearest one',
    '  deletionPolicy: retian',
    `pod.yaml:5:19: error: spec.deletionPolicy: "retian" is not one of retain, delete (NotAllowed)
  hint: did you mean retain?`,
  ],
  [
    'a number out of range names the limit',
    '  resources: { pids: 8 }',
    `pod.yaml:5:22: error: spec.resources.pids: 8 is less than 16 (OutOfRange)
  hint: Processes and threads. Example: 512`,
  ],
  [
    'text that is too long names the limit',
    `  hosts: [${'a'.repeat(50)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}]`,
    `pod.yaml:5:11: error: spec.hosts[0]: "${'a'.repeat(50)}.${'b'.repeat(8)}…" is too long: 294 characters, at most 253 are allowed (TextLength)
  hint: A fully qualified host name, lower case. Example: agent.acme.example.com`,
  ],
  [
    'an entry that is there twice is reported at the second one',
    '  hosts: [a.example.com, b.example.com, a.example.com]',
    `pod.yaml:5:41: error: spec.hosts[2]: "a.example.com" is there twice (DuplicateItem)
  hint: keep one of them`,
  ],
  [
    'an empty list is refused',
    '  hosts: []',
    `pod.yaml:5:10: error: spec.hosts: the list is empty (ListLength)
  hint: add an entry or remove the key`,
  ],
  [
    "a secret's value in the manifest is refused without repeating it",
    '  providers: { openai: { apiKey: sk-very-secret } }',
    `pod.yaml:5:34: error: spec.providers.openai.apiKey: a secret's value does not belong in a manifest (SecretInManifest)
  hint: write {secret: NAME}, {env: NAME}, {file: path}, {sops: path, key: name} or {exec: [program, argument]}`,
  ],
  [
    'a secret in place of a variable name is refused without repeating it',
    '  providers: { openai: { apiKey: { env: sk-very-secret } } }',
    `pod.yaml:5:34: error: spec.providers.openai.apiKey: this is not a secret reference (SecretReferenceFormat)
  hint: write {secret: NAME}, {env: NAME}, {file: path}, {sops: path, key: name} or {exec: [program, argument]}`,
  ],
  [
    'an image without a version is refused',
    '  image: ghcr.io/openclaw/openclaw',
    `pod.yaml:5:10: error: spec.image: "ghcr.io/openclaw/openclaw" is not a pinned image (PinnedImageFormat)
  hint: write ghcr.io/openclaw/openclaw:VERSION`,
  ],
  [
    'a duplicate key is reported at the second one',
    '  env:\n    A: "1"\n    A: "2"',
    `pod.yaml:7:5: error: spec.env.A: "A" is there twice, first in line 6 (DuplicateKey)
  hint: keep one of them`,
  ],
  [
    'a __proto__ key is refused and inert',
    '  config: { __proto__: { polluted: true } }',
    `pod.yaml:5:13: error: spec.config.__proto__: "__proto__" cannot be a key (ReservedKey)`,
  ],
  [
    'a merge key is refused',
    '  env: { <<: {} }',
    `pod.yaml:5:10: error: spec.env["<<"]: "<<" is a merge key of YAML 1.1, which is not read (MergeKey)
  hint: write the keys out, or use the tenant's defaults`,
  ],
  [
    'a number that would lose digits is refused',
    '  config: { id: 12345678901234567890 }',
    `pod.yaml:5:17: error: spec.config.id: "12345678901234567890" is not a number that can be kept exactly (NumberFormat)
  hint: put it in quotes if it is meant as text`,
  ],
  [
    'an infinite number is refused',
    '  config: { id: .inf }',
    `pod.yaml:5:17: error: spec.config.id: ".inf" is not a number that can be kept exactly (NumberFormat)
  hint: put it in quotes if it is meant as text`,
  ],
  [
    'a key that is no text is refused',
    '  config: { [a]: 1 }',
    'pod.yaml:5:13: error: spec.config: a key must be plain, non-empty text (KeyNotText)',
  ],
  [
    'an alias without an anchor is refused',
    '  config: { a: *nowhere }',
    'pod.yaml:5:16: error: spec.config.a: "*nowhere" names no anchor above it (UnknownAlias)',
  ],
  [
    'a tag is refused',
    '  config: { a: !!binary aGk= }',
    `pod.yaml:5:16: error: not valid YAML: unresolved tag (YamlTag)
  hint: remove the tag`,
  ],
  [
    'a tab as indentation is refused',
    '\tagent: openclaw',
    `pod.yaml:5:1: error: not valid YAML: tabs are not allowed as indentation (YamlSyntax)
  hint: indent with spaces`,
  ],
];

describe('a manifest that is wrong by itself', () => {
  it.each(CASES)('%s', (_title, spec, expected) => {
    expect(diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(spec) })).toBe(expected);
  });

  it('is reported with all its problems at once, in order', () => {
    const spec = '  suspended: on\n  image: openclaw\n  hosts: [x]';
    const lines = diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': podText(spec) })
      .split('\n')
      .filter((line) => line.startsWith('pod.yaml'));
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'pod.yaml:5:14:',
      'pod.yaml:6:10:',
      'pod.yaml:7:11:',
    ]);
  });

  it('does not make its pods look like orphans', () => {
    const tenant = `${TENANT}spec: { domian: x }\n`;
    expect(diagnose({ 'a.yaml': tenant, 'b.yaml': podText('  agent: openclaw') })).toBe(
      `a.yaml:4:9: error: spec.domian: "domian" is not a known key (UnknownKey)
  hint: did you mean domain?`,
    );
  });

  it('never pollutes prototypes', () => {
    load({ 'a.yaml': podText('  config: { __proto__: { polluted: true } }') });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
