import type { PodKey } from '../core/model/resource.ts';

/** Something happened on the Engine: a hint to look, never a fact to act on. */
export type RuntimeEvent =
  /** Events come from now on; whatever was before has to be looked for. */
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'container';
      readonly pod: PodKey;
      /** The Engine's own word: `die`, `stop`, `destroy`, `update`, … */
      readonly action: string;
    }
  /** Of a container of the reverse proxy. */
  | { readonly kind: 'proxy'; readonly action: string }
  /** `disconnect`, `destroy`, … of any network. */
  | { readonly kind: 'network'; readonly network: string; readonly action: string };
