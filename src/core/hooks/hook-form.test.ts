import { describe, expect, it } from 'vitest';
import { hookForm, hookMeaning } from './hook-form.ts';

const HEX = 'a'.repeat(64);
const BASE64 = `${'A'.repeat(43)}=`;
const form = (headers: Readonly<Record<string, string>>) => hookForm((name) => headers[name]);

describe('the headers of a webhook', () => {
  it.each([
    [
      'github',
      {
        'x-hub-signature-256': `sha256=${HEX}`,
        'x-github-delivery': 'd1',
        'x-github-event': 'push',
      },
    ],
    ['gitea', { 'x-gitea-signature': HEX, 'x-gitea-delivery': 'd1', 'x-gitea-event': 'push' }],
    [
      'forgejo',
      { 'x-forgejo-signature': HEX, 'x-forgejo-delivery': 'd1', 'x-forgejo-event': 'push' },
    ],
  ])('of %s hold a signature of the body', (forge, headers) => {
    const proof = { kind: 'hmac', hex: HEX };
    expect(form(headers)).toEqual({ forge, proof, delivery: 'd1', event: 'push' });
  });

  it('of GitLab hold the secret itself, or a signature in the standard form', () => {
    const old = {
      'x-gitlab-token': 't',
      'x-gitlab-event-uuid': 'u',
      'x-gitlab-event': 'Push Hook',
    };
    expect(form(old)).toMatchObject({ forge: 'gitlab', delivery: 'u', event: 'push hook' });
    expect(form({ ...old, 'idempotency-key': 'k' })).toMatchObject({ delivery: 'k' });
    const standard = {
      ...old,
      'webhook-id': 'm1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v2,x v1,${BASE64}`,
    };
    expect(form(standard)).toMatchObject({
      forge: 'gitlab',
      delivery: 'm1',
      proof: { kind: 'standard', timestamp: 1_700_000_000, signatures: [BASE64] },
    });
  });

  it('count only as far as the first signature, be it wrong', () => {
    const right = { 'x-hub-signature-256': `sha256=${HEX}`, 'x-gitlab-token': 't' };
    expect(form({ ...right, 'x-forgejo-signature': 'é' })).toBeUndefined();
    expect(form({ ...right, 'x-gitea-signature': '' })).toBeUndefined();
    expect(form({ 'x-hub-signature-256': HEX, 'x-gitlab-token': 't' })).toBeUndefined();
    expect(form({ 'webhook-signature': 'v1,short', 'x-gitlab-token': 't' })).toBeUndefined();
  });

  it('without any proof are none', () => {
    expect(form({ 'x-hub-signature': 'sha1=aaaa', 'x-github-event': 'push' })).toBeUndefined();
  });
});

it.each([
  ['push', 'look'],
  ['tag push hook', 'look'],
  [undefined, 'look'],
  ['ping', 'ping'],
  ['issues', 'ignore'],
])('the event %s: %s', (event, meaning) => {
  const proof = { kind: 'token', token: 't' } as const;
  expect(hookMeaning({ forge: 'github', proof, delivery: undefined, event })).toBe(meaning);
});
