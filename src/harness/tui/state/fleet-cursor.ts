import type { PodKey } from '../../../core/model/resource.ts';
import { type FleetRow, type FleetRows, fleetRows } from './fleet-rows.ts';
import { bodyRows, type FleetView, type TopState } from './top-state.ts';

/** Below the body's rows of the fleet stands its head. */
export function fleetHeight(state: Pick<TopState, 'size'>): number {
  return Math.max(1, bodyRows(state.size) - 1);
}

/** The cursor on a pod that is shown, and the cursor inside the window, whatever has changed. */
export function settled(state: TopState, view: FleetView): FleetView {
  const shown = fleetRows(state, view);
  const at = cursorIndex(shown, view);
  const cursor = shown.pods[at]?.key;
  const index = Math.max(0, at);
  const row = shown.rows.findIndex((item) => isPod(item, cursor));
  const top = windowTop(view.top, row, shown.rows.length, fleetHeight(state));
  if (cursor === view.cursor && index === view.index && top === view.top) return view;
  return { ...view, cursor, index, top };
}

export function moved(state: TopState, view: FleetView, by: number): FleetView {
  const shown = fleetRows(state, view);
  const last = shown.pods.length - 1;
  const index = Math.min(last, Math.max(0, cursorIndex(shown, view) + by));
  return settled(state, { ...view, index, cursor: shown.pods[index]?.key });
}

function cursorIndex({ pods }: FleetRows, { cursor, index }: FleetView): number {
  const found = cursor === undefined ? -1 : pods.findIndex(({ key }) => key === cursor);
  return found === -1 ? Math.min(index, pods.length - 1) : found;
}

function isPod(row: FleetRow, key: PodKey | undefined): boolean {
  return row.kind === 'pod' && row.pod.key === key;
}

/** Moves the window as little as it takes; above the first pod its tenant is shown too. */
function windowTop(top: number, row: number, total: number, height: number): number {
  const last = Math.max(0, total - height);
  const above = row === 1 ? 0 : row;
  const lowest = Math.max(0, row - height + 1);
  return Math.max(0, Math.min(last, Math.max(lowest, Math.min(top, Math.max(0, above)))));
}
