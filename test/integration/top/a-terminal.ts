import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

const PATIENCE_MS = 45_000;

/** Why there is no real terminal to test in; undefined when there is. */
export function whyNoTerminal(): string | undefined {
  if (spawnSync('tmux', ['-V']).status === 0) return undefined;
  process.stderr.write('SKIPPED: no tmux here; install it, so that the screen is tested too\n');
  return 'no tmux';
}

interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

/** A shell in a real terminal: keys are typed, and the screen is read. */
export class ATerminal {
  readonly #socket = `agentpod-test-${randomBytes(4).toString('hex')}`;

  constructor({ cwd, env, columns, rows }: TerminalOptions) {
    const given = { ...env, PS1: '$ ', LANG: 'C.UTF-8' };
    const flags = Object.entries(given).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const size = ['-x', String(columns), '-y', String(rows)];
    const shell = ['bash', '--norc', '--noprofile'];
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-s',
      't',
      ...size,
      '-c',
      cwd,
      ...flags,
      ...shell,
    );
  }

  [Symbol.dispose](): void {
    spawnSync('tmux', ['-L', this.#socket, 'kill-server']);
  }

  /** Names of keys, as tmux has them. */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', '-t', 't', ...keys);
  }

  type(text: string): void {
    this.#tmux('send-keys', '-t', 't', '-l', text);
  }

  enter(line: string): void {
    this.type(line);
    this.press('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-t', 't', '-x', String(columns), '-y', String(rows));
  }

  screen(): string {
    return this.#tmux('capture-pane', '-p', '-t', 't');
  }

  /** With escape sequences for colours. */
  coloured(): string {
    return this.#tmux('capture-pane', '-p', '-e', '-t', 't');
  }

  /** Until the screen shows it. */
  async shows(wanted: RegExp): Promise<string> {
    return this.#until(
      () => this.screen(),
      (screen) => wanted.test(screen),
      String(wanted),
    );
  }

  async showsColoured(wanted: RegExp): Promise<string> {
    return this.#until(
      () => this.coloured(),
      (screen) => wanted.test(screen),
      String(wanted),
    );
  }

  /** Whether it is as a shell wants it: its own screen, a cursor, and letters that are echoed. */
  state(): { readonly other: string; readonly cursor: string; readonly echo: boolean } {
    const ask = (format: string) => this.#tmux('display-message', '-p', '-t', 't', format).trim();
    const tty = ask('#{pane_tty}');
    const modes = execFileSync('stty', ['-F', tty, '-a'], { encoding: 'utf8' });
    // The shell edits its own line: while it waits, it is the mode of signals that tells.
    return {
      other: ask('#{alternate_on}'),
      cursor: ask('#{cursor_flag}'),
      echo: /(^|\s)isig\b/m.test(modes),
    };
  }

  /** The process that runs in the foreground of the shell. */
  async child(): Promise<number> {
    const shell = this.#tmux('display-message', '-p', '-t', 't', '#{pane_pid}').trim();
    const found = await this.#until(
      () => spawnSync('pgrep', ['-P', shell], { encoding: 'utf8' }).stdout.trim(),
      (text) => text !== '',
      'a child of the shell',
    );
    return Number(found.split('\n')[0]);
  }

  async #until(look: () => string, fits: (text: string) => boolean, what: string): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = look();
      if (fits(seen)) return seen;
      if (Date.now() > deadline) throw new Error(`never saw ${what}:\n${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #tmux(...argv: readonly string[]): string {
    return execFileSync('tmux', ['-u', '-L', this.#socket, ...argv], { encoding: 'utf8' });
  }
}
