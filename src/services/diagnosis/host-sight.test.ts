import { expect, test } from 'vitest';
import { AddressSet } from '../route-check/address-set.ts';
import type { AddressResolver } from '../route-check/resolve.ts';
import { hostSight } from './host-sight.ts';

const failWith = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));
const answering = (resolve4: AddressResolver['resolve4']): AddressResolver => ({
  resolve4,
  resolve6: () => failWith('ENODATA'),
});
const own = new AddressSet(['192.0.2.1']);

const dnsOf = async (resolver: AddressResolver, host = 'a.example.com') => {
  const sight = await hostSight(host, {
    resolver,
    own,
    httpsPort: undefined,
    authority: undefined,
  });
  expect(sight).not.toHaveProperty('https');
  return sight.dns;
};

test.each([
  [['192.0.2.1'], []],
  [['192.0.2.1', '198.51.100.7'], ['198.51.100.7']],
])('of the addresses %o those are foreign that lead elsewhere: %o', async (addresses, foreign) => {
  const dns = await dnsOf(answering(async () => addresses));
  expect(dns).toEqual({ kind: 'found', addresses, foreign });
});

test('a name without an address is told from a resolver that fails', async () => {
  expect(await dnsOf(answering(() => failWith('ENOTFOUND')))).toEqual({ kind: 'none' });
  expect(await dnsOf(answering(() => failWith('ESERVFAIL')))).toMatchObject({ kind: 'failed' });
});

test('a local name is not asked for', async () => {
  const resolver = answering(() => Promise.reject(new Error('asked')));
  expect(await dnsOf(resolver, 'a.localhost')).toBeUndefined();
});

test('a proxy that is not there shows no certificate', async () => {
  const resolver = answering(async () => []);
  const look = { resolver, own, httpsPort: 1, authority: undefined };
  const { https } = await hostSight('a.localhost', look);
  expect(https).toMatchObject({ kind: 'unreachable' });
});
