/** Keys that move by so many rows, in a list as in a text; `height` is of what shows them. */
export const STEPS: Readonly<Record<string, (height: number) => number>> = {
  j: () => 1,
  down: () => 1,
  k: () => -1,
  up: () => -1,
  pagedown: (height) => height - 1,
  'ctrl-f': (height) => height - 1,
  pageup: (height) => 1 - height,
  'ctrl-b': (height) => 1 - height,
};
