import { applyPatch } from 'diff';
import { expect, it } from 'vitest';
import { unifiedDiffs } from './unified-diffs.ts';

const diffOf = (old: string | undefined, after: string): string => {
  const name = 'acme.yaml';
  const file = (text: string) => ({ name, directory: '/srv', text, hash: text.slice(0, 9) });
  const root = { path: '/srv', prefix: '' };
  const before = old === undefined ? undefined : file(old);
  const edit = { before, edited: file(after), path: `/srv/${name}`, root };
  return unifiedDiffs([edit])[0]?.diff ?? '';
};
const lines = (word: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${word}${n}`).join('\n');

it('a diff shows what changed, with a little around it', () => {
  const before = `${lines('a', 50)}\n`;
  const diff = diffOf(before, before.replace('a25\n', 'b25\n'));
  expect(diff).toContain('-a25\n+b25\n');
  expect(diff).not.toContain('a10');
});

it('a text that shares nothing with the one before is shown whole, and takes no time', () => {
  const [before, after] = [`${lines('a', 40_000)}\n`, lines('b', 40_000)];
  const start = performance.now();
  const diff = diffOf(before, after);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(applyPatch(before, diff)).toBe(after);
});

it.each([3, 3000])('a new file of %i lines comes whole', (count) => {
  const text = `${lines('a', count)}\n`;
  const diff = diffOf(undefined, text);
  expect(diff).toContain(`--- /dev/null\n+++ acme.yaml\n@@ -0,0 +1,${count} @@\n+a0\n`);
  expect(applyPatch('', diff)).toBe(text);
});

it('of the same text nothing is shown', () => {
  expect(diffOf('a\n', 'a\n')).not.toContain('@@');
});
