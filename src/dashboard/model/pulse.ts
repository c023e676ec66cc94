/** A busy fleet has news all the time: nobody looks at all of it more often. */
const NEWS_MS = 1000;

const listeners = new Set<() => void>();
let isTold = false;

/** Whoever shows the world looks again with each beat. Answers how to leave. */
export function onBeat(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Something was done. */
export function beat(): void {
  for (const listener of listeners) listener();
}

/** Something happened: one beat for all that happens within a second. */
export function beatSoon(): void {
  if (isTold) return;
  isTold = true;
  window.setTimeout(() => {
    isTold = false;
    beat();
  }, NEWS_MS);
}
