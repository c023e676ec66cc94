import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { aDevice } from '../../../test/fakes/device.ts';
import { signatureHolds } from '../../../test/fakes/gateway-server.ts';
import { Secret } from '../../core/model/secret.ts';
import { connectParams, openDevice } from './device.ts';

const CHALLENGE = { nonce: 'a-nonce', ts: 1_700_000_000_000 };

type Params = Parameters<typeof signatureHolds>[0];

test('what is signed is what a gateway checks, down to each field', () => {
  const params = connectParams(openDevice(aDevice()), CHALLENGE) as unknown as Params;
  expect(signatureHolds(params)).toBe(true);
  expect(signatureHolds({ ...params, scopes: ['operator.admin'] })).toBe(false);
  expect(signatureHolds({ ...params, auth: { deviceToken: 'another' } })).toBe(false);
  expect(signatureHolds({ ...params, device: { ...params.device, id: 'another' } })).toBe(false);
});

test('only reading is asked for', () => {
  expect(connectParams(openDevice(aDevice()), CHALLENGE)).toMatchObject({
    role: 'operator',
    scopes: ['operator.read'],
  });
});

test('an opened device shows neither its token nor its key', () => {
  const shown = inspect(openDevice(aDevice()), { depth: 5 });
  expect(shown).not.toContain('canary-device-token');
  expect(shown).toContain('PrivateKeyObject');
});

test.each([
  ['no JSON', new Secret('canary')],
  ['no object', new Secret('["canary"]')],
  ['another key', aDevice({ deviceId: 'a'.repeat(64) })],
  ['no key', aDevice({ privateKey: 'canary' })],
  ['no token', aDevice({ deviceToken: '' })],
])('%s is refused, and not shown', (_what, credential) => {
  expect(() => openDevice(credential)).toThrowError(
    expect.objectContaining({
      reason: 'DeviceInvalid',
      message: expect.not.stringMatching('canary'),
    }),
  );
});
