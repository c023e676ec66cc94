import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { open, seal } from './envelope.ts';

const key = (fill: number) => createSecretKey(Buffer.alloc(32, fill));
const PLACE = ['secret', 'acme', 'agent', 'gateway-token', 1] as const;
const WHAT = 'secret gateway-token of pod acme/agent';

const sealed = seal(key(1), Buffer.from('hunter2'), PLACE);

describe('the envelope', () => {
  it('opens what it sealed, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const opened = open(key(1), seal(key(1), bytes, PLACE), PLACE, WHAT);
        expect(new Uint8Array(opened)).toEqual(bytes);
      }),
    );
  });

  it('never gives the same bytes twice', () => {
    const again = seal(key(1), Buffer.from('hunter2'), PLACE);
    expect(again.nonce).not.toEqual(sealed.nonce);
    expect(again.ciphertext).not.toEqual(sealed.ciphertext);
  });

  it.each([
    [['secret', 'other', 'agent', 'gateway-token', 1]],
    [['secret', 'acme', 'other', 'gateway-token', 1]],
    [['secret', 'acme', 'agent', 'other', 1]],
    [['secret', 'acme', 'agent', 'gateway-token', 2]],
    [['tenant-key', 'acme', 'agent', 'gateway-token', 1]],
    [['secret', 'acme","agent', 'gateway-token', 1]],
  ])('does not open at another place: %o', (place) => {
    expect(() => open(key(1), sealed, place, WHAT)).toThrow(/changed or moved/);
  });

  it.each(['nonce', 'ciphertext'] as const)(
    'does not open when a bit of the %s is flipped',
    (part) => {
      for (let index = 0; index < sealed[part].length; index += 1) {
        const bytes = Buffer.from(sealed[part]);
        bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
        expect(() => open(key(1), { ...sealed, [part]: bytes }, PLACE, WHAT)).toThrow(
          /cannot be decrypted/,
        );
      }
    },
  );

  it('does not open a truncated value, nor with another key', () => {
    const ciphertext = sealed.ciphertext.subarray(0, 8);
    expect(() => open(key(1), { ...sealed, ciphertext }, PLACE, WHAT)).toThrow(WHAT);
    expect(() => open(key(2), sealed, PLACE, WHAT)).toThrow(WHAT);
  });

  it('does not tell the value in its failure', () => {
    const failure = (() => {
      try {
        return open(key(1), sealed, ['other'], WHAT);
      } catch (error) {
        return error;
      }
    })();
    expect(JSON.stringify([failure, String(failure)])).not.toContain('hunter2');
  });
});
