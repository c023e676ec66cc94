import { describe, expect, it } from 'vitest';
import { anAllocation, aPod, aSecret } from '../../../../test/builders.ts';
import { CONFIG_FILE } from './paths.ts';
import { mirrorsSecrets, secretRevision, takesSecretLive } from './secret-revision.ts';

const key = (fingerprint: string) => aSecret('provider-openai', { fingerprint });

describe('the mark of the secrets in openclaw.json', () => {
  const mark = (fingerprint: string, tokenFingerprint = 'v1') =>
    secretRevision(aPod({ secrets: [key(fingerprint)] }), anAllocation({ tokenFingerprint }));

  it('stays while the secrets do, and moves with each of them', () => {
    expect(mark('a')).toEqual(mark('a'));
    expect(mark('a')).not.toEqual(mark('b'));
    expect(mark('a')).not.toEqual(mark('a', 'v2'));
  });

  it('is a provider that OpenClaw accepts and that gives nothing away', () => {
    const text = JSON.stringify(mark('0123456789abcdef'));
    expect(text).toMatch(
      /"agentpod-revision":\{"source":"env","allowlist":\["REVISION_[0-9A-F]{16}"\]/,
    );
    expect(text).not.toContain('0123456789abcdef');
  });

  it('is what a plan leaves out, and nothing else is', () => {
    const path = 'secrets.providers.agentpod-revision';
    expect(mirrorsSecrets(CONFIG_FILE, `${path}.allowlist`)).toBe(true);
    expect(mirrorsSecrets(CONFIG_FILE, path)).toBe(true);
    expect(mirrorsSecrets(CONFIG_FILE, 'secrets.providers.agentpod-gateway-token')).toBe(false);
    expect(mirrorsSecrets('other.json', path)).toBe(false);
  });
});

it.each([
  ['gateway-token', true],
  ['provider-openai', true],
  ['channel-telegram-bot-token', false],
  ['secret-crm', false],
])('another value of %s is taken live: %s', (name, live) => {
  expect(takesSecretLive(name)).toBe(live);
});
