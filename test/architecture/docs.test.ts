import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Cli } from 'clipanion';
import { describe, expect, test } from 'vitest';
import { terminalSvg } from '../../scripts/terminal-svg.ts';
import { commandsFor } from '../../src/harness/cli/command-table.ts';
import type { CliContext } from '../../src/harness/cli/context.ts';

/** What the documents say about the project must be so: links, command lines, copied examples. */
const ROOT = join(import.meta.dirname, '../..');
const README = read('README.md');
const README_LINES = 120;

function read(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

function documents(): string[] {
  const found = readdirSync(join(ROOT, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  return ['README.md', ...found.sort()];
}

/** Targets of `[text](target)` and `![text](target)` that lie in this repository. */
function relativeLinks(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target));
}

/** A heading's anchor, made as GitHub does. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function resolves(document: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchors(read(file)).includes(anchor);
}

/** Command lines in code blocks and in code spans, each as the words after `agentpod`. */
function commandLines(text: string): string[][] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans]
    .filter((line) => line.startsWith('agentpod '))
    .map((line) => shellWords(line).slice(1));
}

/** Up to a comment, a redirection or the next command. */
function shellWords(line: string): string[] {
  const words = line.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  const end = words.findIndex((word) => /^(#|>|\||&&|;)/.test(word));
  return words.slice(0, end === -1 ? undefined : end).map((word) => word.replaceAll(/['"]/g, ''));
}

/** The parser's own complaint, or undefined when it takes the command line. */
async function complaint(argv: readonly string[]): Promise<string | undefined> {
  const cli = new Cli<CliContext>({ binaryName: 'agentpod', enableColors: false });
  for (const command of await commandsFor(argv)) cli.register(command);
  try {
    // Parsing asks nothing of the context.
    cli.process([...argv], {} as CliContext);
    return undefined;
  } catch (error) {
    return `agentpod ${argv.join(' ')}: ${(error as Error).message}`;
  }
}

describe('the documents', () => {
  test.each(documents())('%s has only relative links that lead somewhere', (document) => {
    const dead = relativeLinks(read(document)).filter((target) => !resolves(document, target));
    expect(dead).toEqual([]);
  });

  test('the scan for links sees files, pictures and anchors', () => {
    expect(relativeLinks('[a](b.md) ![c](d.svg) [e](https://f.g) `[h](i)`')).toEqual([
      'b.md',
      'd.svg',
    ]);
    expect(relativeLinks(README).length).toBeGreaterThan(10);
    expect(resolves('README.md', 'docs/roadmap.md#known-gaps-of-what-is-there')).toBe(true);
    expect(resolves('README.md', 'docs/roadmap.md#nothing')).toBe(false);
    expect(resolves('README.md', 'docs/absent.md')).toBe(false);
  });
});

describe('the README', () => {
  test('shows only command lines that the command line takes', async () => {
    const lines = commandLines(README);
    expect(lines.length).toBeGreaterThan(10);
    expect((await Promise.all(lines.map(complaint))).filter(Boolean)).toEqual([]);
  });

  test('would be caught with a command or a flag that is not there', async () => {
    expect(await complaint(['steer'])).toContain('agentpod steer');
    expect(await complaint(['apply', '-f', 'tenants/', '--force'])).toContain('--force');
  });

  test('shows the example manifest as it is', () => {
    expect(README).toContain(`\`\`\`yaml\n${read('examples/one-pod/tenant.yaml')}\`\`\``);
  });

  test('names only make targets that exist', () => {
    const targets = [...read('Makefile').matchAll(/^([a-z-]+):/gm)].map(([, name]) => name);
    const named = [...README.matchAll(/^make ([a-z-]+)|`make ([a-z-]+)`/gm)].map(
      ([, line, span]) => line ?? span,
    );
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !targets.includes(name))).toEqual([]);
  });

  test('stays short', () => {
    expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(README_LINES);
  });
});

describe('a picture of a terminal', () => {
  test('keeps text, colour and place, and escapes what XML would read', () => {
    const svg = terminalSvg('\u001b[32m$\u001b[0m a <b>\n\n  \u001b[2;1mdone', 10, 'A & B');
    expect(svg).toContain('<title>A &amp; B</title>');
    expect(svg).toContain('fill="#56d364">$</tspan>');
    expect(svg).toContain('<tspan x="28.4" textLength="50.4"> a &lt;b&gt;</tspan>');
    expect(svg).toContain('font-weight="bold" fill-opacity="0.65">done</tspan>');
    expect(terminalSvg('\u001b[7mchosen', 10, '')).toContain(
      '<rect x="20" y="19" width="50.4" height="20" fill="#e6edf3"/>',
    );
  });

  test('is refused when it is empty, when a line is too long, or when it says what is not known', () => {
    expect(() => terminalSvg('\n', 10, '')).toThrow('empty');
    expect(() => terminalSvg('0123456789+', 10, '')).toThrow('line 1 has more than 10');
    expect(() => terminalSvg('\u001b[2Ka', 10, '')).toThrow('unknown escape sequence');
    expect(() => terminalSvg('\u001b[5ma', 10, '')).toThrow('unknown style 5');
  });
});
