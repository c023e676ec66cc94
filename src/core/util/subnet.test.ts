import { describe, expect, test } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { hostAddress, overlaps, subnets, upperHalf } from './subnet.ts';

const cidr = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 0, max: 32 }))
  .map(([a, b, c, d, prefix]) => `${a}.${b}.${c}.${d}/${prefix}`);

describe('subnets', () => {
  test('they fill the pool from its start, without gaps', () => {
    expect([...subnets('10.201.0.0/23', 25)]).toEqual([
      '10.201.0.0/25',
      '10.201.0.128/25',
      '10.201.1.0/25',
      '10.201.1.128/25',
    ]);
  });

  test('a pool of the same size gives itself, a smaller one nothing', () => {
    expect([...subnets('192.168.4.0/24', 24)]).toEqual(['192.168.4.0/24']);
    expect([...subnets('192.168.4.0/24', 16)]).toEqual([]);
  });

  test('only as many are made as are asked for', () => {
    expect(subnets('0.0.0.0/0', 32).next().value).toBe('0.0.0.0/32');
  });

  test('no two of a pool overlap, and all lie within it', () => {
    const pool = '172.30.0.0/20';
    const all = [...subnets(pool, 24)];
    expect(all).toHaveLength(16);
    for (const [index, one] of all.entries()) {
      expect(overlaps(one, pool)).toBe(true);
      for (const other of all.slice(index + 1)) expect(overlaps(one, other)).toBe(false);
    }
  });
});

describe('overlaps', () => {
  test.each([
    ['10.0.0.0/8', '10.9.8.0/24', true],
    ['10.0.0.0/25', '10.0.0.128/25', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
    ['192.168.1.77/24', '192.168.1.200/32', true],
    ['127.255.255.255/32', '128.0.0.0/1', false],
  ])('%s and %s: %s', (left, right, expected) => {
    expect(overlaps(left, right)).toBe(expected);
    expect(overlaps(right, left)).toBe(expected);
  });

  test('a range always overlaps itself', () => {
    fc.assert(fc.property(cidr, (range) => overlaps(range, range)));
  });
});

describe('addresses', () => {
  test('they are counted from the address of the network', () => {
    expect(hostAddress('10.1.2.0/24', 0)).toBe('10.1.2.0');
    expect(hostAddress('10.1.2.77/24', 2)).toBe('10.1.2.2');
    expect(hostAddress('200.255.255.0/16', 65_535)).toBe('200.255.255.255');
  });

  test('one outside the range is refused', () => {
    expect(() => hostAddress('10.1.2.0/30', 4)).toThrow('10.1.2.0/30 has no address number 4');
    expect(() => hostAddress('10.1.2.0/30', -1)).toThrow(RangeError);
    expect(() => hostAddress('10.1.2.0/30', 0.5)).toThrow(RangeError);
  });
});

describe('upperHalf', () => {
  test('it has the higher addresses', () => {
    expect(upperHalf('10.1.2.0/24')).toBe('10.1.2.128/25');
    expect(upperHalf('0.0.0.0/0')).toBe('128.0.0.0/1');
  });

  test('a single address has none', () => {
    expect(() => upperHalf('10.1.2.3/32')).toThrow('one address');
  });
});

test.each([
  '',
  '10.0.0.0',
  '10.0.0/8',
  '10.0.0.0/33',
  '10.0.0.256/8',
  '010.0.0.0/8',
  '1.2.3.4/8/9',
  'a.b.c.d/8',
  '::1/64',
  '1.2.3.4/-1',
  '1.2.3.4/',
])('"%s" is not a range', (text) => {
  expect(() => overlaps(text, '10.0.0.0/8')).toThrow('is not an IPv4 range');
});
