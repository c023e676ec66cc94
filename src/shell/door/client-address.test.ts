import { describe, expect, it } from 'vitest';
import { addressReader, subscriberOf } from './client-address.ts';

describe('the address of a client', () => {
  const read = addressReader(['10.0.0.2', '10.9.0.0/16', 'fd00::1']);

  it.each([
    ['10.0.0.2', '203.0.113.1', '203.0.113.1'],
    ['::ffff:10.0.0.2', '203.0.113.1', '203.0.113.1'],
    ['10.9.200.2', '203.0.113.1', '203.0.113.1'],
    ['fd00::1', '2001:DB8::1', '2001:db8::1'],
    // What the proxy added comes last.
    ['10.0.0.2', '1.1.1.1, 203.0.113.1', '203.0.113.1'],
    ['10.0.0.2', '203.0.113.1, nonsense', '10.0.0.2'],
    ['10.0.0.2', '', '10.0.0.2'],
    ['10.0.0.2', undefined, '10.0.0.2'],
    // Nobody else is believed.
    ['10.0.0.3', '203.0.113.1', '10.0.0.3'],
    ['::ffff:192.0.2.1', '203.0.113.1', '192.0.2.1'],
    [undefined, '203.0.113.1', 'unknown'],
  ])('behind %s with %o is %s', (peer, forwarded, expected) => {
    expect(read(peer, forwarded)).toBe(expected);
  });
});

describe('a subscriber', () => {
  it.each([
    ['203.0.113.1', '203.0.113.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, expected) => {
    expect(subscriberOf(address)).toBe(expected);
  });
});
