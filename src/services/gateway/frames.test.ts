import { expect, test } from 'vitest';
import { HELLO } from '../../../test/fakes/gateway-server.ts';
import { fc } from '../../../test/property/fast-check.ts';
import { readFrame, readHello } from './frames.ts';

const read = (frame: object) => readFrame(JSON.stringify(frame));

test('a challenge needs a nonce and a time', () => {
  const event = 'connect.challenge';
  const payload = { nonce: 'n', ts: 1 };
  expect(read({ type: 'event', event, payload })).toEqual({
    kind: 'challenge',
    challenge: payload,
  });
  for (const bad of [{ nonce: '', ts: 1 }, { nonce: 'n', ts: 'x' }, { nonce: 'n' }, null]) {
    expect(read({ type: 'event', event, payload: bad })).toBeUndefined();
  }
});

test('ticks count, other events are passed over', () => {
  expect(read({ type: 'event', event: 'tick', payload: { ts: 1 } })).toEqual({ kind: 'tick' });
  expect(read({ type: 'event', event: 'presence' })).toEqual({ kind: 'other' });
});

test('of a refusal the precise code counts', () => {
  const details = { code: 'PAIRING_REQUIRED' };
  const error = { code: 'NOT_PAIRED', message: 'pairing required', details };
  expect(read({ type: 'res', id: '1', ok: false, error })).toEqual({
    kind: 'refusal',
    id: '1',
    refusal: { code: 'PAIRING_REQUIRED', message: 'pairing required' },
  });
  expect(
    read({ type: 'res', id: '1', ok: false, error: { code: 'UNAVAILABLE', retryAfterMs: 500 } }),
  ).toMatchObject({ refusal: { code: 'UNAVAILABLE', retryAfterMs: 500 } });
  expect(read({ type: 'res', id: '1', ok: false })).toMatchObject({ refusal: { code: 'UNKNOWN' } });
});

test('a greeting is read for what AgentPod needs of it', () => {
  expect(readHello(HELLO)).toEqual({
    bootId: 'boot-1',
    version: '2026.9.6',
    protocol: 4,
    scopes: ['operator.read'],
    appliedConfigHash: 'hash-1',
    tickIntervalMs: 30_000,
    uptimeMs: 1234,
  });
  expect(readHello({ ...HELLO, snapshot: {} })).not.toHaveProperty('appliedConfigHash');
});

test.each(['type', 'server', 'auth', 'policy', 'protocol'])('without %s it is none', (field) => {
  expect(readHello({ ...HELLO, [field]: null })).toBeUndefined();
});

test('nothing that a stranger sends throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readFrame(text);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(readHello(JSON.parse(JSON.stringify(value)))).toBeUndefined();
    }),
  );
});
