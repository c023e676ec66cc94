import type { PodKey } from '../../../core/model/resource.ts';
import type { DayUse, FleetNews } from '../fleet.ts';
import type { Line } from '../view/line.ts';
import type { Size } from './top-state.ts';

/** What the state is told. */
export type Message =
  /** See `key-name.ts`. */
  | { readonly kind: 'key'; readonly key: string; readonly now: number }
  | { readonly kind: 'resize'; readonly size: Size }
  | { readonly kind: 'news'; readonly news: FleetNews; readonly now: number }
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'log'; readonly pod: PodKey; readonly lines: readonly Line[] }
  | { readonly kind: 'log-ended'; readonly pod: PodKey; readonly message: string }
  | { readonly kind: 'day'; readonly pod: PodKey; readonly use: DayUse }
  | { readonly kind: 'printed'; readonly title: string; readonly lines: readonly Line[] }
  | {
      readonly kind: 'done';
      readonly what: string;
      readonly ok: boolean;
      readonly message: string;
      readonly now: number;
    };
