import { fleetColumns } from '../view/columns.ts';
import { fleetHeight, moved, settled } from './fleet-cursor.ts';
import { openPage } from './open-page.ts';
import { STEPS } from './step-keys.ts';
import {
  type FleetView,
  type SortKey,
  type Step,
  step,
  type TopState,
  withView,
} from './top-state.ts';

/** Keys on the fleet that move and sort; undefined: it is none of these. */
export function fleetKey(state: TopState, view: FleetView, key: string): Step | undefined {
  const by = BY[key]?.(fleetHeight(state));
  if (by !== undefined) return step(withView(state, moved(state, view, by)));
  switch (key) {
    case 'enter':
      if (view.cursor === undefined) return step(state);
      return openPage(state, { kind: 'pod', pod: view.cursor, top: 0, search: '' });
    case 'right':
      return step(withView(state, sortedBy(state, view, 1)));
    case 'left':
    case 'h':
      return step(withView(state, sortedBy(state, view, -1)));
    case 'I':
      return step(withView(state, settled(state, { ...view, descending: !view.descending })));
    case 'esc':
      return step(withView(state, settled(state, { ...view, filter: '', tenant: undefined })));
    default:
      return undefined;
  }
}

const BY: typeof STEPS = {
  ...STEPS,
  g: () => Number.MIN_SAFE_INTEGER,
  home: () => Number.MIN_SAFE_INTEGER,
  G: () => Number.MAX_SAFE_INTEGER,
  end: () => Number.MAX_SAFE_INTEGER,
};

/** Among the columns that are on the screen. */
function sortedBy(state: TopState, view: FleetView, by: 1 | -1): FleetView {
  const ids = fleetColumns(state.size.columns)
    .map(({ id }) => id)
    .filter((id): id is SortKey => id !== 'why');
  const at = ids.indexOf(view.sort);
  const sort = ids[(at + by + ids.length) % ids.length] ?? 'name';
  return settled(state, { ...view, sort, descending: false, top: 0 });
}
