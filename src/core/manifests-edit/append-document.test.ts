import { expect, test } from 'vitest';
import { appendDocument } from './append-document.ts';

test('a new file starts with the line that editors look for', () => {
  expect(appendDocument(undefined, { kind: 'Tenant' })).toBe(
    '# yaml-language-server: $schema=https://agentpod.dev/schemas/v1alpha1/agentpod.json\nkind: Tenant\n',
  );
});

test.each([
  ['a document', 'a: 1 # x\n', 'a: 1 # x\n---\nb: 2\n'],
  ['no newline at the end', 'a: 1', 'a: 1\n---\nb: 2\n'],
  ['only comments', '# x\n', '# x\nb: 2\n'],
  ['nothing', '', 'b: 2\n'],
  ['windows line ends', 'a: 1\r\n', 'a: 1\r\n---\r\nb: 2\r\n'],
  ['an end marker', 'a: 1\n...\n', 'a: 1\n...\n---\nb: 2\n'],
])('after %s the old text stays as it was', (_, before, after) => {
  expect(appendDocument(before, { b: 2 })).toBe(after);
});

test('long values are not folded', () => {
  const long = 'word '.repeat(60).trim();
  expect(appendDocument('', { a: long })).toBe(`a: ${long}\n`);
});

test('text that older YAML readers take for a boolean is put in quotes', () => {
  expect(appendDocument('', { name: 'no', enabled: true })).toBe('name: "no"\nenabled: true\n');
});
