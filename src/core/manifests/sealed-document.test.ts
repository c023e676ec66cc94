import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose, loadFiles, podText, readText, TENANT } from '../../../test/diagnose.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/sops/tenant.yaml');
const SEALED = readFileSync(EXAMPLE, 'utf8');
const ENC = 'ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]';

/** The end of a file that SOPS encrypted, as far as this part looks at it. */
const SEAL = `sops:
  age: [{ recipient: age1x, enc: text }]
  lastmodified: "2026-11-24T07:00:00Z"
  mac: ${ENC}
`;

const SECRETS_FILE = { path: '/manifests/secrets.enc.yaml', within: '/manifests' };

describe('a manifest that SOPS encrypted', () => {
  it('is read without being opened: its secrets stay encrypted until they are needed', () => {
    const file = readText('tenant.yaml', SEALED);
    expect(file.sealed).toBe(true);
    expect(diagnose({ 'tenant.yaml': SEALED })).toBe('');
    const [pod] = loadFiles([file]).desired.pods;
    expect(pod?.secrets.map(({ name, source }) => [name, source])).toEqual([
      ['channel-telegram-bot-token', { kind: 'sops', ...SECRETS_FILE, key: 'telegram.botToken' }],
      [
        'provider-openai',
        {
          kind: 'sealed',
          value: expect.stringMatching(/^ENC\[/),
          context: 'spec:providers:openai:apiKey:value:',
          keys: { groups: [[expect.objectContaining({ enc: expect.any(String) })]], threshold: 1 },
        },
      ],
      ['secret-crm', { kind: 'sops', ...SECRETS_FILE, key: 'crm.password' }],
    ]);
  });

  it('may lie beside files that hold nothing but secrets', () => {
    const secrets = readText('secrets.enc.yaml', `openai: ${ENC}\n${SEAL}`);
    expect(secrets).toMatchObject({ documents: [], diagnostics: [], complete: true });
  });

  it.each<[string, string, string]>([
    [
      'with more encrypted than secrets',
      `${podText(`  image: ${ENC}\n  env: { value: "${ENC}" }`)}${SEAL}`,
      `pod.yaml:5:10: error: spec.image: this value and 1 more are encrypted, but only the value of a secret reference can be (EncryptedField)
  hint: decrypt the file, and encrypt it again with --encrypted-regex '^value$'`,
    ],
    [
      'for keys that are not known here',
      `${podText('  suspended: true')}${SEAL.replace('age:', 'pgp:')}`,
      `pod.yaml:7:3: error: sops: the file is encrypted for PGP, and only age keys are read (SopsKeyService)
  hint: add an age recipient to .sops.yaml and run sops updatekeys FILE`,
    ],
    [
      'that lost what SOPS wrote at its end',
      podText(`  secrets: { a: { value: "${ENC}" } }`),
      `pod.yaml:5:26: error: spec.secrets.a.value: this value is encrypted, but the file has lost what SOPS wrote under "sops" (SealLost)
  hint: restore that block, or encrypt the value anew`,
    ],
    [
      'whose secret was never encrypted',
      `${podText('  secrets: { a: { value: hunter2 } }')}${SEAL}`,
      `pod.yaml:5:19: error: spec.secrets.a.value: a secret's value belongs in a manifest only when SOPS has encrypted it (SecretInManifest)
  hint: run sops encrypt --in-place --encrypted-regex '^value$' FILE, or write {secret: NAME}, {env: NAME}, {file: path}, {sops: path, key: name} or {exec: [program, argument]}`,
    ],
  ])('%s is refused', (_title, text, expected) => {
    expect(diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': text })).toBe(expected);
  });
});

describe('a reference to a SOPS file', () => {
  it('does not leave the folder of the manifest', () => {
    const text = podText('  secrets: { a: { sops: ../x.yaml, key: b } }');
    expect(diagnose({ 'tenant.yaml': TENANT, 'pod.yaml': text })).toBe(
      `pod.yaml:5:25: error: spec.secrets.a.sops: "../x.yaml" leaves the folder of the manifest (SecretOutsideFolder)
  hint: put the file into that folder or write its absolute path`,
    );
  });
});
