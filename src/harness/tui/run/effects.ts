import type { PodKey } from '../../../core/model/resource.ts';
import { messageOf } from '../../../core/status/message.ts';
import type { FleetFeed } from '../fleet.ts';
import type { Effect } from '../state/effect.ts';
import type { Message } from '../state/message.ts';
import { linesOf } from '../view/ansi-lines.ts';
import type { Printed } from './command-runner.ts';

/** Why the screen is left. */
export type Leave =
  | { readonly kind: 'quit'; readonly code: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'shell'; readonly pod: PodKey }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface EffectParts {
  readonly feed: FleetFeed;
  /** Runs a command line without a terminal. */
  readonly run: (argv: readonly string[]) => Promise<Printed>;
  readonly tell: (message: Message) => void;
  readonly leave: (why: Leave) => void;
  readonly now: () => number;
}

/** A log that floods is told in pieces, not line by line. */
const LOG_MS = 100;

/** Carries out what the state asks for. */
export class Effects {
  readonly #parts: EffectParts;
  readonly #acting = new Set<Promise<void>>();
  #log: AbortController | undefined;

  constructor(parts: EffectParts) {
    this.#parts = parts;
  }

  readonly start = (effect: Effect): void => {
    switch (effect.kind) {
      case 'quit':
        this.#parts.leave({ kind: 'quit', code: 0 });
        break;
      case 'follow-logs':
        this.#followLogs(effect.pod);
        break;
      case 'leave-logs':
        this.#log?.abort();
        break;
      case 'look-at-day':
        void this.#lookAtDay(effect.pod);
        break;
      case 'print':
        void this.#show(effect.title, async () => (await this.#parts.run(effect.argv)).text);
        break;
      case 'link':
        void this.#show(
          effect.title,
          async () => (await this.#parts.feed.link?.(effect.pod)) ?? '',
        );
        break;
      case 'doctor':
        void this.#show(effect.title, async () => (await this.#parts.feed.doctor?.()) ?? '');
        break;
      case 'act':
        this.#keep(this.#act(effect.what, effect.argv));
        break;
      case 'ask':
        this.#keep(this.#ask(effect));
        break;
      default:
        this.#parts.leave(effect);
    }
  };

  /** Logs end at once; changes that were begun are finished. */
  async end(): Promise<void> {
    this.#log?.abort();
    await Promise.all(this.#acting);
  }

  get acting(): boolean {
    return this.#acting.size > 0;
  }

  #keep(work: Promise<void>): void {
    this.#acting.add(work);
    void work.finally(() => this.#acting.delete(work));
  }

  async #show(title: string, work: () => Promise<string>): Promise<void> {
    const text = await work().catch(messageOf);
    this.#parts.tell({ kind: 'printed', title, lines: linesOf(text) });
  }

  /** What is missing is not shown; why, other news tell. */
  async #lookAtDay(pod: PodKey): Promise<void> {
    const { feed, tell } = this.#parts;
    const use = await feed.day?.(pod).catch(() => undefined);
    if (use !== undefined) tell({ kind: 'day', pod, use });
  }

  async #act(what: string, argv: readonly string[]): Promise<void> {
    const { run, tell, now } = this.#parts;
    try {
      const { code, text } = await run(argv);
      tell({ kind: 'done', what, ok: code === 0, message: ending(what, code, text), now: now() });
    } catch (error) {
      tell({ kind: 'done', what, ok: false, message: `${what}: ${messageOf(error)}`, now: now() });
    }
  }

  async #ask({ what, verb, pod }: Extract<Effect, { kind: 'ask' }>): Promise<void> {
    const { feed, tell, now } = this.#parts;
    try {
      const answer = (await feed.ask?.(verb, pod)) ?? 'no server is asked';
      tell({ kind: 'done', what, ok: true, message: `${what}: ${answer}`, now: now() });
    } catch (error) {
      tell({ kind: 'done', what, ok: false, message: `${what}: ${messageOf(error)}`, now: now() });
    }
  }

  #followLogs(pod: PodKey): void {
    this.#log?.abort();
    const controller = new AbortController();
    this.#log = controller;
    void this.#readLogs(pod, controller.signal);
  }

  async #readLogs(pod: PodKey, signal: AbortSignal): Promise<void> {
    const { feed, tell } = this.#parts;
    let text = '';
    const flush = (): void => {
      if (text !== '' && !signal.aborted) tell({ kind: 'log', pod, lines: linesOf(text) });
      text = '';
    };
    const timer = setInterval(flush, LOG_MS);
    let message = 'the log ended: its process does not run any more';
    try {
      for await (const line of feed.logs(pod, signal)) text += `${line}\n`;
    } catch (error) {
      message = messageOf(error);
    } finally {
      clearInterval(timer);
      flush();
      if (!signal.aborted) tell({ kind: 'log-ended', pod, message });
    }
  }
}

/** In one line: what went wrong, else the last that the command said. */
function ending(what: string, code: number, text: string): string {
  const lines = linesOf(text)
    .map((line) =>
      line
        .map((span) => span.text)
        .join('')
        .trim(),
    )
    .filter((line) => line !== '');
  if (code === 0) return `${what}: ${lines.at(-1) ?? 'done'}`;
  const error = lines.find((line) => line.startsWith('error:'));
  return `${what}: ${error ?? lines.at(-1) ?? `exit code ${code}`}`;
}
