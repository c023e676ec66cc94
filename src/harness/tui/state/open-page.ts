import { opened, type Page, type Step, step, type TopState, viewOf } from './top-state.ts';

const MOST_VIEWS = 20;

/** Puts a page over what is shown; a log is followed only while it is on the screen. */
export function openPage(state: TopState, page: Page): Step {
  const leaving = viewOf(state).kind === 'logs' ? [{ kind: 'leave-logs' } as const] : [];
  const following = page.kind === 'logs' ? [{ kind: 'follow-logs', pod: page.pod } as const] : [];
  const day = page.kind === 'pod' ? [{ kind: 'look-at-day', pod: page.pod } as const] : [];
  const under = { ...state, views: state.views.slice(-MOST_VIEWS) };
  return step(opened(under, page), ...leaving, ...following, ...day);
}

/** Back to what is below; a log that comes to light again begins anew. */
export function closePage(state: TopState): Step {
  if (state.views.length < 2) return step(state);
  const leaving = viewOf(state).kind === 'logs' ? [{ kind: 'leave-logs' } as const] : [];
  const next: TopState = { ...state, views: state.views.slice(0, -1) };
  const below = viewOf(next);
  if (below.kind !== 'logs') return step(next, ...leaving);
  const fresh = { ...below, lines: [], waiting: undefined, ended: undefined };
  return step({ ...next, views: [...next.views.slice(0, -1), fresh] }, ...leaving, {
    kind: 'follow-logs',
    pod: below.pod,
  });
}
