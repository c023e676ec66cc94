import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintKey } from '../crypto/fingerprint.ts';
import { ephemeralKey } from '../crypto/master-key.ts';
import { secretReader } from '../secrets/secret-reader.ts';
import { secretSealer } from './sealer.ts';

/** Without the real `sops`, whose word counts: test/integration/sops/seal.test.ts. */

const EXAMPLE = join(import.meta.dirname, '../../../examples/sops');
const RECIPIENT = 'age1xcc45qlphwevaanlyewf3flxlnjff5jxm7j3zgeuky8hxyq55v4q5z9lcm';
const clock = { now: () => new Date('2026-11-25T12:00:00.123Z') };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentpod-seal-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function seal(name: string, text: string, recipients: readonly string[] = [RECIPIENT]) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const none = { rule: undefined, macOnlyEncrypted: undefined };
  const sealed = await secretSealer({}, clock).seal({ path, recipients, ...none });
  writeFileSync(path, sealed.text);
  return sealed;
}

function read(name: string, key: string) {
  const env = { SOPS_AGE_KEY_FILE: join(EXAMPLE, 'demo-key.txt') };
  const reader = secretReader({ env, fingerprintKey: fingerprintKey(ephemeralKey()) });
  return reader.read({ kind: 'sops', path: join(folder, name), key });
}

describe('a sealed file', () => {
  it.each([
    ['a.yaml', 'crm: { user: bob }\n'],
    ['a.json', '{"crm": {"user": "bob"}}'],
    ['a.env', 'crm.user=bob'],
  ])('%s is read back', async (name, text) => {
    const { encrypted } = await seal(name, text);
    expect(encrypted).toBe(1);
    expect((await read(name, 'crm.user')).reveal()).toBe('bob');
  });

  it('that is a manifest keeps all but the values of secrets readable', async () => {
    const manifest = 'apiVersion: x\nspec:\n  # mine\n  key: { value: "sk" }\n  plain: 1\n';
    const { text, hasComments } = await seal('m.yaml', manifest);
    expect(text).toMatch(
      /^apiVersion: x\nspec:\n {2}# mine\n {2}key: { value: "ENC\[.*" }\n {2}plain: 1\nsops:\n/,
    );
    expect(text).toContain('lastmodified: "2026-11-25T12:00:00Z"');
    expect(hasComments).toBe(true);
  });

  it.each([
    ['again.yaml', 'a: 1\nsops: {}\n', 'is sealed already'],
    ['again.env', 'A=1\nsops_mac=x\n', 'is sealed already'],
    ['some.yaml', 'a: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]\n', 'encrypted already'],
    ['list.yaml', '- a\n', 'is not YAML that can be sealed'],
    ['alias.yaml', 'a: &x 1\nb: *x\n', 'is not YAML that can be sealed'],
    ['broken.json', '{"a": 1', 'is not JSON that can be sealed'],
    ['twice.yaml', 'a: 1\nb: { c: 1, c: 2 }\n', 'has the key c twice'],
    ['number.yaml', '7: x\n', 'has the key 7, no text'],
    ['big.yaml', 'a: [9223372036854775808]\n', 'holds a number too large for SOPS at a[0]'],
    ['tag.yaml', 'a: !!int "3"\n', 'holds a value with the tag'],
    ['empty.yaml', '', 'holds no values'],
    ['nulls.yaml', 'a: null\nb: ""\n', 'nothing in'],
    ['manifest.yaml', 'apiVersion: x\nkind: Pod\n', 'nothing in'],
    ['words.env', 'export\n', 'is not a dotenv file'],
    ['key.pem', 'x', 'does not end in .yaml, .yml, .json or .env'],
  ])('is not made of %s: %j', async (name, text, message) => {
    await expect(seal(name, text)).rejects.toMatchObject({
      reason: 'SealRefused',
      message: expect.stringContaining(message),
    });
  });

  it('needs somebody who can open it, and never repeats a private key', async () => {
    await expect(seal('r.yaml', 'a: 1\n', [])).rejects.toMatchObject({
      reason: 'RecipientsMissing',
    });
    const key = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
    const refused = await seal('r.yaml', 'a: 1\n', [key]).catch(String);
    expect(refused).toContain('a private age key was given as a recipient');
    await expect(seal('r.yaml', 'a: 1\n', ['ssh-ed25519 AAAA'])).rejects.toMatchObject({
      reason: 'SealRefused',
    });
  });
});
