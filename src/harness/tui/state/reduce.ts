import { settled } from './fleet-cursor.ts';
import type { Message } from './message.ts';
import { notice } from './notice.ts';
import { reduceKey } from './reduce-key.ts';
import { reduceNews } from './reduce-news.ts';
import {
  type LogsPage,
  type Step,
  step,
  type TextPage,
  type TopState,
  viewOf,
  withView,
} from './top-state.ts';

const MOST_LOG_LINES = 5000;

/** What a message makes of the state, and what is to be done about it. */
export function reduce(state: TopState, message: Message): Step {
  if (message.kind !== 'key') return reduced(state, message);
  // What is under the cursor may have gone since.
  const result = reduced(atRest(state), message);
  return { ...result, state: atRest(result.state) };
}

/** Before it is drawn: news come faster than a thousand pods are sorted. */
export function atRest(state: TopState): TopState {
  const view = viewOf(state);
  if (view.kind !== 'fleet') return state;
  const next = settled(state, view);
  return next === view ? state : withView(state, next);
}

function reduced(state: TopState, message: Message): Step {
  switch (message.kind) {
    case 'key':
      return reduceKey({ ...state, now: message.now }, message.key);
    case 'resize':
      return step({ ...state, size: message.size });
    case 'news':
      return step(reduceNews({ ...state, now: message.now }, message.news));
    case 'tick':
      return step(ticked(state, message.now));
    case 'log':
      return step(onLogs(state, message.pod, (page) => withLines(page, message.lines)));
    case 'log-ended':
      return step(onLogs(state, message.pod, (page) => ({ ...page, ended: message.message })));
    case 'day':
      return step({ ...state, day: { pod: message.pod, use: message.use } });
    case 'printed':
      return step(printed(state, message.title, message.lines));
    case 'done': {
      const doing = [...state.doing];
      const at = doing.indexOf(message.what);
      if (at !== -1) doing.splice(at, 1);
      const tone = message.ok ? 'good' : 'bad';
      return step(notice({ ...state, now: message.now, doing }, tone, message.message));
    }
  }
}

function ticked(state: TopState, now: number): TopState {
  const old = state.notice !== undefined && state.notice.until < now;
  return { ...state, now, notice: old ? undefined : state.notice };
}

/** A log is followed only while it is on the screen. */
function onLogs(state: TopState, pod: string, change: (page: LogsPage) => LogsPage): TopState {
  const view = viewOf(state);
  return view.kind === 'logs' && view.pod === pod ? withView(state, change(view)) : state;
}

/** While the reader wants quiet, what comes waits. */
function withLines(page: LogsPage, lines: LogsPage['lines']): LogsPage {
  const { waiting } = page;
  if (waiting !== undefined) {
    return { ...page, waiting: [...waiting, ...lines].slice(-MOST_LOG_LINES) };
  }
  return { ...page, lines: [...page.lines, ...lines].slice(-MOST_LOG_LINES) };
}

/** The page may be under others by now. */
function printed(state: TopState, title: string, lines: TextPage['lines']): TopState {
  const views = state.views.map((view) =>
    view.kind === 'text' && view.title === title && view.lines === undefined
      ? { ...view, lines }
      : view,
  );
  return { ...state, views };
}
