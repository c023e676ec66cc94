import type { CliContext } from '../context.ts';
import { coloured, type Paint, plain, wantsColour, wantsRedraw } from './palette.ts';
import { wrapWords } from './wrap.ts';

export interface OutputOptions {
  readonly noColor: boolean;
  readonly quiet: boolean;
  readonly verbose: number;
}

/** Where a command writes: data to stdout, everything else to stderr. */
export class Output {
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** For data. */
  readonly paint: Paint;
  /** For notes, progress and errors. */
  readonly notePaint: Paint;
  /** Whether data may have colours. */
  readonly coloured: boolean;
  /** Whether progress may draw over its own lines. */
  readonly redraws: boolean;
  readonly #context: CliContext;

  constructor(context: CliContext, options: OutputOptions) {
    const { env, terminal } = context;
    const paintFor = (isTty: boolean): Paint =>
      wantsColour({ noColor: options.noColor, env, isTty }) ? coloured : plain;
    this.#context = context;
    this.quiet = options.quiet;
    this.verbose = options.verbose > 0;
    this.paint = paintFor(terminal.stdout);
    this.coloured = this.paint === coloured;
    this.notePaint = paintFor(terminal.stderr);
    this.redraws = wantsRedraw(env, terminal.stderr);
  }

  print(text: string): void {
    this.#context.stdout.write(text);
  }

  /** The stable machine form. */
  printJson(value: unknown): void {
    this.print(`${JSON.stringify(value, null, 2)}\n`);
  }

  note(text: string): void {
    if (!this.quiet) this.#context.stderr.write(text);
  }

  warn(text: string): void {
    const wrapped = wrapWords(`warning: ${text}`, this.noteWidth, '  ');
    this.#context.stderr.write(`${this.notePaint('warn', 'warning:')}${wrapped.slice(8)}\n`);
  }

  error(text: string): void {
    this.#context.stderr.write(text);
  }

  /** Columns of the terminal; undefined when stdout is none, so that nothing is cut. */
  get width(): number | undefined {
    return this.#context.terminal.stdout ? this.#context.terminal.columns() : undefined;
  }

  get noteWidth(): number | undefined {
    return this.#context.terminal.stderr ? this.#context.terminal.columns() : undefined;
  }
}
