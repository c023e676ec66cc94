import type { Alert } from './alert.ts';

/** What something that happened means for alerts. */
export type Signal =
  | {
      readonly kind: 'bad';
      readonly alert: Alert;
      /**
       * When it is told: at once, from the n-th time in a row on, or once it lasts. `passing` is told at
       * once too, and is over by itself when it does not come again.
       */
      readonly told: 'at-once' | 'passing' | 'in-a-row' | { readonly afterMs: number };
    }
  | { readonly kind: 'well'; readonly key: string }
  /** Of all whose keys begin so, only these may still be wrong. */
  | { readonly kind: 'only'; readonly prefix: string; readonly keys: readonly string[] }
  /** Whatever was wrong with them: no manifest names them any more. */
  | { readonly kind: 'gone'; readonly subject: string };
