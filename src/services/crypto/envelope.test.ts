import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../core/model/secret.ts';
import { createEnvelope, type SecretPlace } from './envelope.ts';

const key = (fill: number) => createSecretKey(Buffer.alloc(32, fill));
const envelope = createEnvelope(key(1));
const PLACE: SecretPlace = { tenant: 'acme', pod: 'agent', name: 'gateway-token', version: 1 };
const sealed = envelope.seal(new Secret('hunter2'), PLACE);

describe('the envelope', () => {
  it('opens what it sealed, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(envelope.open(envelope.seal(new Secret(text), PLACE), PLACE).reveal()).toBe(text);
      }),
    );
  });

  it('never gives the same bytes twice', () => {
    const again = envelope.seal(new Secret('hunter2'), PLACE);
    expect(again.nonce).not.toEqual(sealed.nonce);
    expect(again.ciphertext).not.toEqual(sealed.ciphertext);
  });

  it.each([
    { tenant: 'other' },
    { pod: 'other' },
    { name: 'other' },
    { version: 2 },
    { tenant: 'acme","agent', pod: '' },
  ])('does not open at another place: %o', (change) => {
    expect(() => envelope.open(sealed, { ...PLACE, ...change })).toThrow(/changed or moved/);
  });

  it.each(['nonce', 'ciphertext'] as const)(
    'does not open when a bit of the %s is flipped',
    (part) => {
      for (let index = 0; index < sealed[part].length; index += 1) {
        const bytes = Buffer.from(sealed[part]);
        bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
        expect(() => envelope.open({ ...sealed, [part]: bytes }, PLACE)).toThrow(
          /cannot be decrypted/,
        );
      }
    },
  );

  it('does not open a truncated value', () => {
    const ciphertext = sealed.ciphertext.subarray(0, 8);
    expect(() => envelope.open({ ...sealed, ciphertext }, PLACE)).toThrow(/cannot be decrypted/);
  });

  it('names the key that it would take', () => {
    expect(() => createEnvelope(key(2)).open(sealed, PLACE)).toThrow(sealed.keyId);
  });

  it('does not tell the value in its failure', () => {
    const failure = (() => {
      try {
        return envelope.open(sealed, { ...PLACE, pod: 'other' });
      } catch (error) {
        return error;
      }
    })();
    expect(JSON.stringify([failure, String(failure)])).not.toContain('hunter2');
  });
});
