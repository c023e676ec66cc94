import { describe, expect, it, test } from 'vitest';
import { type LookUp, NotPublic, pinnedAddress } from './public-address.ts';

const names =
  (...addresses: readonly string[]): LookUp =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const nobody: LookUp = async () => {
  throw new Error('an address needs no look-up');
};

const INSIDE = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.8.8.8',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.0.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
];

describe('an address that is not public', () => {
  it.each(INSIDE)('%s is refused, named and looked up', async (address) => {
    await expect(pinnedAddress(address, [], nobody)).rejects.toThrow(NotPublic);
    await expect(pinnedAddress('hooks.example.com', [], names(address))).rejects.toThrow(NotPublic);
  });

  it.each(['[::ffff:10.0.0.1]', '[::1]', '2130706433', '0x7f.1', '127.1'])(
    '%s is refused however it is written',
    async (host) => {
      await expect(pinnedAddress(host, [], names('127.0.0.1'))).rejects.toThrow(NotPublic);
    },
  );

  it('is refused beside a public one, and its name is said, not where it leads', async () => {
    const refused = pinnedAddress('hooks.example.com', [], names('203.0.114.1', '10.0.0.7'));
    await expect(refused).rejects.toThrow(
      /^hooks\.example\.com is at an address that is not public/,
    );
    await expect(refused).rejects.not.toThrow(/10\.0\.0\.7/);
    await expect(pinnedAddress('x.example', [], names())).rejects.toThrow(NotPublic);
  });
});

test('a public address is pinned', async () => {
  expect(await pinnedAddress('8.8.8.8', [], nobody)).toEqual({ address: '8.8.8.8', family: 4 });
  expect(await pinnedAddress('[2606:4700::1111]', [], nobody)).toMatchObject({ family: 6 });
  const found = names('8.8.4.4', '2606:4700::1111');
  expect(await pinnedAddress('hooks.example.com', [], found)).toMatchObject({ address: '8.8.4.4' });
});

test('a range that is named is allowed, and nothing beside it', async () => {
  const ranges = ['10.20.0.0/16', '127.0.0.1', 'fd00::/8'];
  for (const address of ['10.20.3.4', '127.0.0.1', '::ffff:10.20.3.4', 'fd00::7']) {
    expect(await pinnedAddress('inside.example', ranges, names(address))).toBeDefined();
  }
  for (const address of ['10.21.0.1', '127.0.0.2', '169.254.169.254', 'fe80::1']) {
    await expect(pinnedAddress('inside.example', ranges, names(address))).rejects.toThrow(
      NotPublic,
    );
  }
});
