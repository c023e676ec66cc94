import { expect, test } from 'vitest';
import { parseEnv, parseWords } from './container-flags.ts';

test.each([
  ['node server.js', ['node', 'server.js']],
  [`sh -c "echo 'a b' \\"c\\""`, ['sh', '-c', `echo 'a b' "c"`]],
  [`x 'a b'c d\\ e ''`, ['x', 'a bc', 'd e', '']],
])('a command is split as a shell would: %s', (text, words) => {
  expect(parseWords('--command', text)).toEqual(words);
});

test.each(['', '  ', 'echo "open', "it's"])('what is no command is refused: %s', (text) => {
  expect(() => parseWords('--command', text)).toThrow('not a command');
});

test('a variable keeps every sign after the first equals sign', () => {
  expect(parseEnv(['A=1', 'URL=x?y=z', 'A=2', 'EMPTY='])).toEqual({
    A: '2',
    URL: 'x?y=z',
    EMPTY: '',
  });
  expect(() => parseEnv(['NOPE'])).toThrow('--env NOPE: not a variable');
});
