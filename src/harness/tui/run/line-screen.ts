/**
 * The terminal draws all of it at once, and breaks no row where it takes a letter for wider than we do:
 * terminals differ about emoji.
 */
const BEGIN = '\u001b[?2026h\u001b[?7l';
const END = '\u001b[?7h\u001b[?2026l';
/** At the end of a full row it would take the last letter, so it goes first. */
const EMPTY_ROW = '\u001b[2K';
const CLEAR = '\u001b[2J';
const HOME = '\u001b[H';

/** Writes the rows that differ from what the terminal shows, and nothing else. */
export class LineScreen {
  readonly #stdout: NodeJS.WritableStream;
  /** Undefined: nobody knows what it shows. */
  #shown: readonly string[] | undefined;
  #next: readonly string[] | undefined;
  #isFull = false;
  #ended = false;

  constructor(stdout: NodeJS.WritableStream) {
    this.#stdout = stdout;
  }

  /** A terminal that takes nothing just now gets the newest rows when it does. */
  draw(rows: readonly string[]): void {
    this.#next = rows;
    if (!this.#isFull && !this.#ended) this.#write(rows);
  }

  /** Somebody else has drawn, or its size is another: the next rows are written whole. */
  forget(): void {
    this.#shown = undefined;
  }

  end(): void {
    this.#ended = true;
  }

  #write(rows: readonly string[]): void {
    const before = this.#shown;
    const changed = rows.flatMap((text, row) =>
      before !== undefined && before[row] === text
        ? []
        : [`\u001b[${row + 1};1H${EMPTY_ROW}${text}`],
    );
    this.#shown = rows;
    if (changed.length === 0) return;
    const clear = before === undefined ? CLEAR : '';
    const text = `${BEGIN}${clear}${changed.join('')}${HOME}${END}`;
    if (this.#stdout.write(text)) return;
    this.#isFull = true;
    this.#stdout.once('drain', () => {
      this.#isFull = false;
      if (this.#next !== undefined && this.#next !== rows) this.draw(this.#next);
    });
  }
}
