import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../core/model/secret.ts';
import { masterKeyId } from './master-key.ts';
import { createKeyWrapper } from './tenant-key.ts';

const masterKey = (fill: number) => createSecretKey(Buffer.alloc(32, fill));
const wrapper = createKeyWrapper(masterKey(1));
const PLACE = { tenantId: 't1', podUid: 'p1', name: 'gateway-token', version: 1 };

describe("a tenant's key", () => {
  const { row, key } = wrapper.create('t1', 1);

  it('is the same after it was stored', () => {
    const sealed = key.seal(new Secret('hunter2'), PLACE);
    expect(wrapper.unwrap(row).open(sealed, PLACE, 'it').reveal()).toBe('hunter2');
  });

  it("does not open another tenant's secret, nor its own at another place", () => {
    const other = wrapper.create('t2', 1).key;
    const sealed = key.seal(new Secret('hunter2'), PLACE);
    expect(() => other.open(sealed, PLACE, 'it')).toThrow(/it cannot be decrypted/);
    for (const change of [{ podUid: undefined }, { podUid: 'p2' }, { name: 'x' }, { version: 2 }]) {
      expect(() => key.open(sealed, { ...PLACE, ...change }, 'it')).toThrow(/changed or moved/);
    }
  });

  it('cannot be unwrapped as that of another tenant or version', () => {
    expect(() => wrapper.unwrap({ ...row, tenantId: 't2' })).toThrow(/changed or moved/);
    expect(() => wrapper.unwrap({ ...row, version: 2 })).toThrow(/changed or moved/);
  });

  it('names the master key that it would take', () => {
    expect(() => createKeyWrapper(masterKey(2)).unwrap(row)).toThrow(masterKeyId(masterKey(1)));
  });
});
