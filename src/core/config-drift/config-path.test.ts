import { expect, test } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { formatConfigPath, isBelow, overlaps, parseConfigPath, valueAt } from './config-path.ts';

test('what is shown can be read back, whatever the keys are', () =>
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (path) => {
      const text = formatConfigPath(path);
      expect(parseConfigPath(text)).toEqual(path);
      expect(parseConfigPath(`openclaw.json:${text}`)).toEqual(path);
    }),
  ));

test.each([
  ['agents.defaults.model', ['agents', 'defaults', 'model']],
  ['models.providers."a.b".api', ['models', 'providers', 'a.b', 'api']],
  ['openclaw.json:gateway.port', ['gateway', 'port']],
])('%s is a path', (text, path) => {
  expect(parseConfigPath(text)).toEqual(path);
});

test.each(['', '.', 'a.', '.a', 'a..b', '"a', 'a."b', 'a."b"c', 'openclaw.json:'])(
  '%j is none',
  (text) => {
    expect(parseConfigPath(text)).toBeUndefined();
  },
);

test('below is the place itself and what it holds', () => {
  expect(isBelow(['a', 'b'], ['a'])).toBe(true);
  expect(isBelow(['a'], ['a'])).toBe(true);
  expect(isBelow(['ab'], ['a'])).toBe(false);
  expect(overlaps(['a'], ['a', 'b'])).toBe(true);
  expect(overlaps(['a', 'c'], ['a', 'b'])).toBe(false);
});

test('only what a map has itself is found in it', () => {
  expect(valueAt({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
  expect(valueAt({ a: [1] }, ['a', '0'])).toBeUndefined();
  expect(valueAt({}, ['constructor'])).toBeUndefined();
});
