import type { Child, Fleet } from '../fleet/fleet.ts';

/** One line of the server's log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly subject?: string;
  readonly place?: string;
  readonly foundBy?: string;
  readonly address?: string;
  readonly seconds?: number;
  readonly holder?: string;
  readonly receiver?: string;
  readonly message?: string;
}

/** Far above what it takes, so that a busy machine does not fail a test. */
const PATIENCE_MS = 120_000;

/** A `serve` in a process of its own, followed by its log. */
export class AServer {
  readonly child: Child;
  readonly lines: LogLine[] = [];
  #heard: () => void = () => undefined;
  #ended = false;

  constructor(fleet: Fleet, flags: readonly string[]) {
    this.child = fleet.start(['serve', '--listen', '127.0.0.1:0', ...flags]);
    let rest = '';
    this.child.stderr.on('data', (chunk: Buffer) => {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts.map(parse));
      this.#heard();
    });
    this.child.stderr.on('close', () => {
      this.#ended = true;
      this.#heard();
    });
  }

  /** Resolves with the first line that fits, among those from `from` on. */
  async said(fits: (line: LogLine) => boolean, from = 0): Promise<LogLine> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.lines.slice(from).find(fits);
      if (found) return found;
      if (Date.now() > deadline || this.#ended) {
        throw new Error(
          `never said:\n${this.lines.map((line) => JSON.stringify(line)).join('\n')}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const { address } = await this.said(({ msg }) => msg === 'listening');
    return fetch(`http://${address}${path}`, { headers });
  }

  async post(
    path: string,
    body: string | ReadableStream,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const { address } = await this.said(({ msg }) => msg === 'listening');
    const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    return fetch(`http://${address}${path}`, request);
  }

  async metric(start: string): Promise<number> {
    const text = await (await this.get('/metrics')).text();
    const line = text.split('\n').find((each) => each.startsWith(start));
    return Number(line?.split(' ').at(-1) ?? 0);
  }

  /** Until the server says that it does its work, and what was to be done at first is done. */
  async ready(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      // A server that is busy may close a connection that is being used again.
      if (await this.#didFirstWork().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not ready:\n${this.lines.map((line) => JSON.stringify(line)).join('\n')}`);
  }

  async #didFirstWork(): Promise<boolean> {
    if (!(await this.get('/readyz')).ok) return false;
    return (await this.metric('agentpod_reconcile_duration_seconds_count')) > 0;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | undefined> {
    this.child.kill(signal);
    return (await this.child).exitCode;
  }
}

function parse(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'raw', msg: line };
  }
}
