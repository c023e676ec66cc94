import { describe, expect, it } from 'vitest';
import { jsonScalar, yamlScalar } from './go-scalar.ts';

const number = (text: string) => ({ kind: 'number', text });
const text = (value: string) => ({ kind: 'text', text: value });
const time = (value: string) => ({ kind: 'time', text: value });

describe('a plain YAML scalar', () => {
  it.each([
    ['~', { kind: 'null' }],
    ['True', { kind: 'bool', text: 'True' }],
    ['FALSE', { kind: 'bool', text: 'False' }],
    ['yes', text('yes')],
    ['31', number('31')],
    ['+31', number('31')],
    ['-0', number('0')],
    ['0x1F', number('31')],
    ['-0x1F', number('-31')],
    ['0b101', number('5')],
    ['0o17', number('15')],
    ['017', number('15')],
    ['08', number('8')],
    ['1_000', number('1000')],
    ['9007199254740993', number('9007199254740993')],
    ['-9223372036854775808', number('-9223372036854775808')],
    ['1.50', number('1.5')],
    ['.5', number('0.5')],
    ['-0.0', number('-0')],
    ['1e21', number('1000000000000000000000')],
    ['1.25e-9', number('0.00000000125')],
    ['-1.5e+22', number('-15000000000000000000000')],
    ['.inf', number('+Inf')],
    ['-.INF', number('-Inf')],
    ['.nan', number('NaN')],
    ['1.2.3', text('1.2.3')],
    ['0x', text('0x')],
    ['12:30', text('12:30')],
    ['2001-12-14', time('2001-12-14T00:00:00Z')],
    ['2001-2-4 3:04:05.60', time('2001-02-04T03:04:05.6Z')],
    ['2001-12-14t21:59:43.10-05:00', time('2001-12-14T21:59:43.1-05:00')],
    ['2001-12-14T21:59:43+00:00', time('2001-12-14T21:59:43Z')],
    ['2001-12-14T21:59:43', text('2001-12-14T21:59:43')],
    ['2001-02-29', text('2001-02-29')],
    ['2001-13-01', text('2001-13-01')],
  ])('%s counts for the MAC as Go reads it', (source, expected) => {
    expect(yamlScalar(source)).toEqual(expected);
  });
});

describe('a plain JSON scalar', () => {
  it.each([
    ['null', { kind: 'null' }],
    ['true', { kind: 'bool', text: 'True' }],
    ['1.0', number('1')],
    ['9007199254740993', number('9007199254740993')],
    ['12345678901234567890', number('12345678901234567000')],
    ['1e+30', number('1000000000000000000000000000000')],
  ])('%s counts for the MAC as Go reads it', (source, expected) => {
    expect(jsonScalar(source)).toEqual(expected);
  });
});
