import { formatDuration } from '../../../core/util/duration.ts';
import type { Paint } from './palette.ts';
import { truncate } from './width.ts';

export interface LiveLinesOptions {
  readonly write: (text: string) => void;
  readonly width: () => number | undefined;
  /** Milliseconds. */
  readonly now: () => number;
  readonly paint: Paint;
}

interface ActiveLine {
  readonly startedAt: number;
  step: string;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
/** More would scroll off small terminals, and then can't be drawn over. */
const MAX_LINES = 12;

/** A block of lines at the bottom of the terminal that is drawn over while work goes on. */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  readonly #active = new Map<string, ActiveLine>();
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;
  #frame = 0;

  constructor(options: LiveLinesOptions) {
    this.#options = options;
  }

  update(name: string, step: string): void {
    const line = this.#active.get(name);
    if (line === undefined) this.#active.set(name, { startedAt: this.#options.now(), step });
    else line.step = step;
    this.#timer ??= setInterval(() => this.#draw(), FRAME_MS).unref();
    this.#draw();
  }

  /** Takes the line out of the block; `text`, when given, stays above it for good. */
  finish(name: string, text: string | undefined): void {
    this.#active.delete(name);
    this.#erase();
    if (text !== undefined) this.#options.write(`${text}\n`);
    this.#draw();
  }

  /** Puts text above the block, where no drawing reaches it. */
  say(text: string): void {
    this.#erase();
    this.#options.write(text);
    this.#draw();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#active.clear();
    this.#erase();
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const lines = [...this.#active]
      .slice(0, MAX_LINES)
      .map(([name, line]) => this.#render(name, line));
    const hidden = this.#active.size - lines.length;
    if (hidden > 0) lines.push(this.#options.paint('muted', `  and ${hidden} more`));
    this.#erase();
    this.#options.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawn = lines.length;
  }

  #render(name: string, line: ActiveLine): string {
    const elapsed = formatDuration(Math.floor((this.#options.now() - line.startedAt) / 1000));
    const width = (this.#options.width() ?? 80) - 1;
    const text = truncate(`${name}  ${elapsed}  ${line.step}`, width - 2);
    return `${this.#options.paint('info', FRAMES[this.#frame] ?? '')} ${text}`;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#options.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }
}
