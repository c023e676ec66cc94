import type { Alert } from './alert.ts';

/** What something that happened means for alerts. */
export type Signal =
  | {
      readonly kind: 'bad';
      readonly alert: Alert;
      /** When it is told: at once, from the n-th time in a row on, or once it lasts. */
      readonly told: 'at-once' | 'in-a-row' | { readonly afterMs: number };
    }
  | { readonly kind: 'well'; readonly key: string }
  /** Whatever was wrong with them: no manifest names them any more. */
  | { readonly kind: 'gone'; readonly subject: string };
