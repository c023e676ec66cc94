import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { Secret } from '../model/secret.ts';
import { logLine } from './log-line.ts';
import { logMasks } from './log-masks.ts';

const text = (raw: string, ...secrets: readonly string[]) =>
  logLine(raw, logMasks(secrets.map((each) => new Secret(each)))).text;

describe('a line of a log', () => {
  it('gives its time back to the nanosecond', () => {
    expect(logLine('2026-01-01T00:00:00.123456789Z said  so', [])).toEqual({
      time: '2026-01-01T00:00:00.123456789Z',
      text: 'said  so',
    });
    expect(logLine('2026 said so', [])).toEqual({ time: null, text: '2026 said so' });
  });

  it.each([
    ['\x1b[31mred\x1b[0m', 'red'],
    ['\x1b]0;a title\x07shown', 'shown'],
    ['\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['\x9b2Jcleared\x08\x08', 'cleared'],
    ['\x1bcreset\rover', 'resetover'],
    ['exe.\u202egpj', 'exe.gpj'],
    ['a\tb', 'a\tb'],
  ])('%j has nothing that a terminal obeys', (raw, shown) => {
    expect(text(raw)).toBe(shown);
  });

  it('is cut when it is long, whatever of it was masked', () => {
    const long = text(`${'x'.repeat(3990)}${'s'.repeat(40)}`, 's'.repeat(40));
    expect(long).not.toContain('s'.repeat(6));
    expect(text('x'.repeat(100_000))).toMatch(/^x{4000}… \(cut\)$/);
  });

  it.each([5, 20])('shows no secret that ends %i behind what is looked at', (rest) => {
    const secret = 'hunter2-canary-of-a-key';
    const colours = '\x1b[31m'.repeat(1400);
    const filler = 'x'.repeat(8000 - colours.length - (secret.length - rest));
    const shown = text(`${colours}${filler}${secret} and more`, secret);
    expect(shown).toMatch(/^x+… \(cut\)$/);
  });

  it('takes no time for what is made to take long', () => {
    const bad = [
      ' '.repeat(8000),
      `token${' '.repeat(8000)}`,
      'eyJ-'.repeat(2000),
      '1'.repeat(8000),
    ];
    const start = performance.now();
    for (const raw of bad) text(raw);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('secrets in a log', () => {
  it.each([
    ['as they are', 'key is hunter2-canary!', 'hunter2-canary'],
    ['with colours inside', 'key hunter2\x1b[1m-canary', 'hunter2-canary'],
    ['that end with a line', 'key hunter2-canary', 'hunter2-canary\n'],
    ['inside of JSON', '{"key":"hun\\"ter2-canary"}', 'hun"ter2-canary'],
    ['in an address', 'GET /?k=hun%20ter2%2Fcanary', 'hun ter2/canary'],
    ['of several lines', 'a hunter2-canary', 'first line of it\nhunter2-canary\n'],
  ])('are masked %s', (_how, raw, secret) => {
    expect(text(raw, secret)).not.toContain('canary');
  });

  it('are masked wherever they stand', () => {
    const word = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(word, fc.string(), fc.string({ maxLength: 5000 }), (value, before, after) => {
        const secret = value.trim();
        fc.pre(secret.length >= 6);
        expect(text(`${before}${secret}${after}`, value)).not.toContain(secret);
      }),
    );
  });
});
