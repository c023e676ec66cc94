import { describe, expect, it } from 'vitest';
import { aCrashedPod, aFleetPod } from '../../../../test/fakes/fleet-pods.ts';
import { anAlert, aRun, aSource } from '../../../../test/fakes/told-by-a-server.ts';
import { TopBench } from '../../../../test/fakes/top-bench.ts';
import { fc } from '../../../../test/property/fast-check.ts';
import { displayWidth } from '../../cli/output/width.ts';
import { linesOf } from './ansi-lines.ts';
import { DROP_ORDER, fleetColumns, GAP } from './columns.ts';
import { fitLine, highlight, lineWidth, textOf, wrapLine } from './line.ts';
import { condensed, sparkline } from './sparkline.ts';
import { paintLine, themeFor, UNICODE } from './theme.ts';

const screen = (columns: number, rows: number) =>
  new TopBench({ columns, rows })
    .pods(aFleetPod('acme/agent'), aCrashedPod('acme/other'), aFleetPod('globex/agent'))
    .news({
      kind: 'usage',
      samples: new Map([
        ['acme/agent', { cpus: 0.25, memoryBytes: 20 * 1024 ** 2, limitBytes: 48 * 1024 ** 2 }],
      ]),
    });

describe('the fleet on a terminal', () => {
  it('of 80x24', () => {
    expect(screen(80, 24).lines().slice(0, 8)).toEqual([
      'agentpod test  3 pods  ● 2 up  ✖ 1 down  this machine                     ● live',
      '── Pods ────────────────────────────────────────────────────────────────────────',
      'NAME↑                  STATE          READY    CHANGES          CPU       MEMORY',
      'acme 1/2 ready                                                                  ',
      '  acme/agent           ● Running      yes      -                25%    20Mi/48Mi',
      '  acme/other           ✖ Crashed      no       -                  -       -/48Mi',
      'globex 1/1 ready                                                                ',
      '  globex/agent         ● Running      yes      -                  -       -/48Mi',
    ]);
  });

  it('of 120x40 has room for every column', () => {
    const text = screen(120, 40).text();
    for (const title of ['CHANNELS', 'RESTARTS', 'AGE', 'NEXT']) expect(text).toContain(title);
  });

  it('of 40x10 keeps name and state', () => {
    const lines = screen(40, 10).lines();
    expect(lines[2]).toMatch(/^NAME↑ +STATE/);
    expect(lines[5]).toMatch(/acme\/other +✖ Crashed/);
  });

  it('says a state by a symbol and a word, never by colour alone', () => {
    const plain = screen(80, 24).text();
    expect(plain).toContain('● Running');
    expect(plain).toContain('✖ Crashed');
  });
});

/** What terminals and we may measure differently, and what would drive them. */
const STRANGE = [
  '日本語のメッセージ',
  '👩‍👩‍👧‍👦 family',
  'e\u0301 ✖️ ☂️',
  '한국어 ｆｕｌｌ',
  '\u001b[31mred\n\trow',
  '',
];

function strangeScreen(columns: number, rows: number, words: string) {
  const status = { state: 'Crashed', readiness: 'False', readinessMessage: words } as const;
  const event = { id: 1, time: '2026-11-25T12:00:00Z', subject: 'pod/acme/other' } as const;
  return screen(columns, rows)
    .news({ kind: 'pod', pod: aFleetPod('acme/other', { ...status, image: words }) })
    .news({
      kind: 'events',
      events: [{ ...event, type: 'Warning', reason: 'Odd', message: words }],
    })
    .news({ kind: 'alerts', alerts: { alerts: [anAlert({ message: words })], receivers: [] } })
    .news({
      kind: 'sources',
      sources: { sources: [aSource({ error: words })], runs: [aRun({ message: words })] },
    });
}

it('every frame fills the screen exactly, whatever is shown', () => {
  const key = fc.constantFrom(
    ...'jkgG/:?dylepIqhASn '.split(''),
    'enter',
    'esc',
    'left',
    'tab',
    'x',
  );
  const size = fc.record({
    columns: fc.integer({ min: 20, max: 200 }),
    rows: fc.integer({ min: 4, max: 60 }),
  });
  fc.assert(
    fc.property(
      size,
      fc.array(key, { maxLength: 12 }),
      fc.constantFrom(...STRANGE),
      ({ columns, rows }, keys, words) => {
        const lines = strangeScreen(columns, rows, words)
          .press(...keys)
          .lines();
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(displayWidth(line)).toBe(columns);
        expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      },
    ),
    { numRuns: 200 },
  );
});

describe('columns', () => {
  it('fit every width, and go in the stated order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 300 }), (columns) => {
        const shown = fleetColumns(columns);
        const width = shown.reduce((sum, each) => sum + each.width, GAP * (shown.length - 1));
        expect(width).toBeLessThanOrEqual(columns);
        const missing = DROP_ORDER.map((id) => !shown.some((column) => column.id === id));
        // Whatever is missing, all that goes before it is missing too.
        expect(missing.lastIndexOf(true)).toBe(missing.filter(Boolean).length - 1);
        expect(shown.slice(0, 2).map(({ id }) => id)).toEqual(['name', 'state']);
      }),
    );
  });
});

describe('lines', () => {
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll(/\p{Cc}/gu, ''));
  const line = fc.array(text.map((value) => ({ text: value })));

  it('are cut and filled to the column, also with emoji and wide letters', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 60 }), (spans, width) => {
        expect(lineWidth(fitLine(spans, width))).toBe(width);
      }),
    );
  });

  it('are broken into rows that fit, and nothing is lost', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 40 }), (spans, width) => {
        const rows = wrapLine(spans, width);
        for (const row of rows) expect(lineWidth(row)).toBeLessThanOrEqual(width);
        expect(rows.map(textOf).join('')).toBe(textOf(spans));
      }),
    );
  });

  it('let what was found stand out, and stay the same text', () => {
    expect(highlight([{ text: 'a Needle here' }], 'needle')).toEqual([
      { text: 'a ' },
      { text: 'Needle', inverse: true },
      { text: ' here' },
    ]);
  });
});

describe('what a process printed', () => {
  it('keeps its colours as tones, over line ends', () => {
    expect(linesOf('\u001b[31mbad\nstill\u001b[0m fine\n')).toEqual([
      [{ text: 'bad', tone: 'bad' }],
      [{ text: 'still', tone: 'bad' }, { text: ' fine' }],
    ]);
  });

  it('cannot drive the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        const shown = linesOf(`\u001b[2J${value}\u001b]0;title\u0007\u009b31m`)
          .map(textOf)
          .join('');
        expect(shown).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('the theme', () => {
  const bad = [{ text: 'down', tone: 'bad' as const }];
  const utf8 = { LANG: 'C.UTF-8', TERM: 'xterm-256color' };

  it.each([
    ['no colour', { ...utf8 }, false, '\u001b[1mdown\u001b[0m'],
    ['sixteen', { ...utf8, TERM: 'xterm' }, true, '\u001b[1;31mdown\u001b[0m'],
    ['many on dark', { ...utf8, COLORFGBG: '15;0' }, true, '\u001b[1;38;5;203mdown\u001b[0m'],
    ['many on light', { ...utf8, COLORFGBG: '0;15' }, true, '\u001b[1;38;5;160mdown\u001b[0m'],
  ])('%s', (_name, env, colours, painted) => {
    expect(paintLine(bad, themeFor(env, colours))).toBe(painted);
  });

  it('has symbols for terminals that know no others than ASCII', () => {
    expect(themeFor({ LANG: 'C' }, true).glyphs.down).toBe('X');
    expect(themeFor(utf8, true).glyphs.down).toBe('✖');
  });
});

it('a sparkline is as wide as asked, full at its ceiling', () => {
  expect(sparkline([0, 50, 100], 100, 5, UNICODE)).toBe('  ▁▅█');
  expect(sparkline([], 100, 3, UNICODE)).toBe('   ');
});

it('many samples are condensed to their peaks', () => {
  expect(condensed([1, 9, 2, 3, 8, 0], 3)).toEqual([9, 3, 8]);
  expect(condensed([1, 2], 3)).toEqual([1, 2]);
});
