import { expect, test } from 'vitest';
import { checkUsers } from './check-users.ts';

const BCRYPT = '$2y$05$abcdefghijklmnopqrstuuN5f6Q7p8r9s0t1u2v3w4x5y6z7A8B9C';

test('lines of htpasswd are fine, with comments and blank lines', () => {
  expect(checkUsers(`# staff\n\nanna:${BCRYPT}\nben:{SHA}abc=\ncy:$apr1$x$y\n`)).toBeUndefined();
});

test.each([
  ['', 'it is empty'],
  ['# nobody\n', 'it is empty'],
  [`anna:${BCRYPT}\nben`, 'line 2 is not NAME:HASH'],
  [':x', 'line 1 is not NAME:HASH'],
  ['anna:hunter2', 'line 1 holds no bcrypt, MD5 or SHA hash'],
])('%j is refused, and nothing of it is repeated', (text, problem) => {
  expect(checkUsers(text)).toBe(problem);
});
