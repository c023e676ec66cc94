import type { Notice, TopState } from './top-state.ts';

const SHOWN_MS = 8000;

/** One line at the bottom, for a while. */
export function notice(state: TopState, tone: Notice['tone'], text: string): TopState {
  return { ...state, notice: { tone, text, until: state.now + SHOWN_MS } };
}
