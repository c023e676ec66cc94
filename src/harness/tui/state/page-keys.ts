import { findRow, pageRows, pageTop } from '../view/page-rows.ts';
import { STEPS } from './step-keys.ts';
import { bodyRows, type Page, type Step, step, type TopState, withView } from './top-state.ts';

/** Keys inside a page that move in it; undefined: it is none of these. */
export function pageKey(state: TopState, page: Page, key: string): Step | undefined {
  const by = STEPS[key]?.(bodyRows(state.size));
  if (by !== undefined) return step(withView(state, scrolled(state, page, by)));
  if (page.kind === 'logs' && key === 'space') return step(withView(state, paused(page)));
  switch (key) {
    case 'g':
    case 'home':
      return step(withView(state, { ...page, top: 0 }));
    case 'G':
    case 'end':
    case 'f':
      return step(withView(state, { ...page, top: 'end' }));
    case 'n':
      return step(withView(state, found(state, page, 1)));
    case 'N':
      return step(withView(state, found(state, page, -1)));
    default:
      return undefined;
  }
}

/** At the lower end it goes on following, upwards it stops. */
function scrolled(state: TopState, page: Page, by: number): Page {
  const total = pageRows(state, page).length;
  const last = Math.max(0, total - bodyRows(state.size));
  const top = Math.max(0, pageTop(page, total, state.size) + by);
  const follows = page.kind === 'logs' || page.kind === 'events';
  return { ...page, top: top >= last && follows ? 'end' : Math.min(top, last) };
}

function paused(page: Extract<Page, { kind: 'logs' }>): Page {
  if (page.waiting === undefined) return { ...page, waiting: [] };
  return { ...page, lines: [...page.lines, ...page.waiting], waiting: undefined };
}

/** The window on the next place, from where it is. */
function found(state: TopState, page: Page, by: 1 | -1): Page {
  if (page.search === '') return page;
  const rows = pageRows(state, page);
  const from = pageTop(page, rows.length, state.size) + by;
  const row = findRow(rows, page.search, from, by);
  return row === undefined ? page : { ...page, top: row };
}

/** As a term is typed: from the top of the window on, else from the start. */
export function searched(state: TopState, page: Page, search: string): Page {
  const rows = pageRows(state, page);
  const from = pageTop(page, rows.length, state.size);
  const row = findRow(rows, search, from, 1) ?? findRow(rows, search, 0, 1);
  return { ...page, search, top: search === '' || row === undefined ? page.top : row };
}
