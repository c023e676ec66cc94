import type { FleetNews, FleetPod } from '../../src/harness/tui/fleet.ts';
import type { Effect } from '../../src/harness/tui/state/effect.ts';
import type { Message } from '../../src/harness/tui/state/message.ts';
import { atRest, reduce } from '../../src/harness/tui/state/reduce.ts';
import { initialState, type TopState } from '../../src/harness/tui/state/top-state.ts';
import { frame } from '../../src/harness/tui/view/frame.ts';
import { textOf } from '../../src/harness/tui/view/line.ts';
import { UNICODE } from '../../src/harness/tui/view/theme.ts';

interface BenchOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly readOnly?: string;
  readonly manifests?: readonly string[];
  readonly server?: readonly string[];
}

/** The screen without a terminal: keys and news in, text and effects out. */
export class TopBench {
  state: TopState;
  readonly effects: Effect[] = [];
  now = Date.parse('2026-11-25T12:01:00Z');

  constructor({ columns = 80, rows = 24, readOnly, manifests = [], server }: BenchOptions = {}) {
    const about = {
      instance: 'test',
      origin: 'this machine',
      server,
      readOnly,
      manifests,
    };
    this.state = initialState({ columns, rows }, about, this.now);
  }

  take(message: Message): this {
    const { state, effects } = reduce(this.state, message);
    this.state = atRest(state);
    this.effects.push(...effects);
    return this;
  }

  press(...keys: readonly string[]): this {
    for (const key of keys) this.take({ kind: 'key', key, now: this.now });
    return this;
  }

  /** Letter by letter. */
  type(text: string): this {
    return this.press(...[...text].map((letter) => (letter === ' ' ? 'space' : letter)));
  }

  news(news: FleetNews): this {
    return this.take({ kind: 'news', news, now: this.now });
  }

  pods(...pods: readonly FleetPod[]): this {
    return this.news({ kind: 'pods', pods });
  }

  lines(): readonly string[] {
    return frame(this.state, UNICODE).map(textOf);
  }

  text(): string {
    return this.lines()
      .map((line) => line.trimEnd())
      .join('\n');
  }
}
