import { Writable } from 'node:stream';
import { beforeEach, expect, it } from 'vitest';
import { LineScreen } from './line-screen.ts';

const ESC = '\u001b';
const whole = (text: string): string =>
  `${ESC}[?2026h${ESC}[?7l${text}${ESC}[H${ESC}[?7h${ESC}[?2026l`;
const row = (number: number, text: string): string => `${ESC}[${number};1H${ESC}[2K${text}`;

/** Takes nothing until it is told to go on. */
class SlowTerminal extends Writable {
  readonly texts: string[] = [];
  #goOn: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.texts.push(chunk.toString());
    this.#goOn = done;
  }

  goOn(): void {
    this.#goOn?.();
  }
}

let texts: string[];
let screen: LineScreen;
beforeEach(() => {
  texts = [];
  const terminal = new Writable({
    write: (chunk, _encoding, done) => {
      texts.push(String(chunk));
      done();
    },
  });
  screen = new LineScreen(terminal);
});

it('writes all rows at first, then only those that differ', () => {
  screen.draw(['one', 'two', 'three']);
  screen.draw(['one', 'TWO', 'three']);
  expect(texts).toEqual([
    whole(`${ESC}[2J${row(1, 'one')}${row(2, 'two')}${row(3, 'three')}`),
    whole(row(2, 'TWO')),
  ]);
});

it('writes nothing where nothing looks different', () => {
  screen.draw(['one']);
  screen.draw(['one']);
  expect(texts).toHaveLength(1);
});

it('writes all of it again when somebody else has drawn', () => {
  screen.draw(['one']);
  screen.forget();
  screen.draw(['one']);
  expect(texts[1]).toBe(texts[0]);
});

it('leaves out what a slow terminal could not take, and ends with the newest', async () => {
  const terminal = new SlowTerminal();
  const slow = new LineScreen(terminal);
  for (const text of ['one', 'two', 'three']) slow.draw([text]);
  terminal.goOn();
  await expect.poll(() => terminal.texts).toHaveLength(2);
  expect(terminal.texts[1]).toBe(whole(row(1, 'three')));
});

it('writes nothing after its end', () => {
  screen.end();
  screen.draw(['one']);
  expect(texts).toEqual([]);
});
