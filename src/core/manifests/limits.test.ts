import { describe, expect, it } from 'vitest';
import { diagnose, load, podText, TENANT } from '../../../test/diagnose.ts';

/** Texts made to hurt: each must be refused, and quickly. */
/** The best of three, since other work on the machine says nothing about ours. */
/** Of the processor's time: what else the machine does must not count. */
function timed(text: string): {
  readonly rules: readonly string[];
  readonly messages: readonly string[];
  readonly milliseconds: number;
} {
  const runs = [0, 1, 2].map(() => {
    const start = process.cpuUsage();
    const { diagnostics } = load({ 'a.yaml': text });
    const { user, system } = process.cpuUsage(start);
    return { diagnostics, milliseconds: (user + system) / 1000 };
  });
  const rules = new Set(runs[0]?.diagnostics.map(({ rule }) => rule));
  return {
    rules: [...rules],
    messages: runs[0]?.diagnostics.map(({ message }) => message) ?? [],
    milliseconds: Math.min(...runs.map(({ milliseconds }) => milliseconds)),
  };
}

function laughs(levels: number, width: number): string {
  const lines = ['a0: &a0 [lol]'];
  for (let level = 1; level <= levels; level += 1) {
    const aliases = Array.from({ length: width }, () => `*a${level - 1}`).join(', ');
    lines.push(`a${level}: &a${level} [${aliases}]`);
  }
  return lines.join('\n');
}

describe('a text made to hurt', () => {
  it('an alias bomb of many aliases is refused in less than 50 ms', () => {
    const { rules, milliseconds } = timed(laughs(12, 12));
    expect(rules).toContain('TooManyAliases');
    expect(milliseconds).toBeLessThan(50);
  });

  it('an alias bomb of few aliases is refused in less than 50 ms', () => {
    const { rules, milliseconds } = timed(laughs(24, 4));
    expect(rules).toContain('TooManyAliases');
    expect(milliseconds).toBeLessThan(50);
  });

  it('an alias inside its own anchor is refused', () => {
    expect(timed('a: &a [*a]').rules).toContain('UnknownAlias');
  });

  it.each([
    ['lists', '['.repeat(20_000)],
    ['maps', '{a: '.repeat(20_000)],
    ['block lists', '- '.repeat(10_000)],
    ['explicit keys', '? '.repeat(10_000)],
  ])('deeply nested %s are refused without running out of stack', (_name, text) => {
    expect(timed(text).rules).toEqual(['TooDeep']);
  });

  it('values nested as deep as allowed are read', () => {
    const deep = `${'['.repeat(60)}${']'.repeat(60)}`;
    expect(timed(`a: ${deep}`).rules).toEqual(['MissingKey']);
  });

  it.each([
    ['badly indented text in double quotes', 'a:\n  b: "', 'x\n', 'missing closing "quote'],
    ['badly indented text in single quotes', "a:\n  b: '", 'x\n', "missing closing 'quote"],
    ['escapes that mean nothing', 'a: "', '\\q', 'invalid escape sequence \\q'],
    ['directives', '', '%A\n', 'more errors than are worth reading'],
    ['closing brackets', 'a: 1\n', ']\n', 'more errors than are worth reading'],
  ])('1 MiB of %s is refused in less than 200 ms', (_name, start, part, message) => {
    const text = start + part.repeat((2 ** 20 - 20) / part.length);
    const { messages, milliseconds } = timed(text);
    expect(messages.at(-1)).toBe(`not valid YAML: ${message}`);
    expect(milliseconds).toBeLessThan(200);
  });

  it('quotes inside of plain and block text do not count as open', () => {
    const lines = Array.from({ length: 2000 }, (_, index) => `    k${index}: it's "x`).join('\n');
    const spec = `  config:\n    text: |\n      "never closed\n${lines}\n    last: { a: 1 }`;
    const { desired, diagnostics } = load({ 'a.yaml': `${TENANT}---\n${podText(spec)}` });
    expect(diagnostics).toEqual([]);
    expect(desired.pods[0]?.spec.config).toMatchObject({ k1999: `it's "x`, last: { a: 1 } });
  });

  it('a document with very many duplicate keys names the first hundred', () => {
    const { diagnostics } = load({ 'a.yaml': 'a:\n'.repeat(5000) });
    const rules = diagnostics.map(({ rule }) => rule);
    expect(rules.filter((rule) => rule === 'DuplicateKey').length).toBe(100);
    expect(rules).toContain('TooManyProblems');
  });

  it('more than 1000 documents are refused at the first one too many', () => {
    const text = '---\nx\n'.repeat(1002);
    expect(diagnose({ 'a.yaml': text }).split('\n').at(-2)).toBe(
      'a.yaml:2002:1: error: the file has more than 1000 documents (TooManyDocuments)',
    );
  });

  it('a text over 1 MiB is refused unread', () => {
    expect(timed(`# ${'x'.repeat(2 ** 20)}`).rules).toEqual(['FileTooLarge']);
  });

  it('a map of very many keys takes time in proportion', () => {
    const keys = Array.from({ length: 15_000 }, (_, index) => `k${index}: 1`).join('\n');
    const { rules, milliseconds } = timed(keys);
    expect(rules).toEqual(['MissingKey']);
    expect(milliseconds).toBeLessThan(2000);
  });

  it('a document with very many problems names the first hundred and counts the rest', () => {
    const keys = Array.from({ length: 150 }, (_, index) => `k${index}: 1`).join('\n');
    const lines = diagnose({ 'a.yaml': TENANT + keys }).split('\n');
    expect(lines.filter((line) => line.includes('UnknownKey')).length).toBe(100);
    expect(lines[0]).toBe('a.yaml:1:1: error: 50 more problems in this document (TooManyProblems)');
  });
});
