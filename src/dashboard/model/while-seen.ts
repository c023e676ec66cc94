/**
 * Runs something for as long as somebody sees the page, and anew when it is seen again: a browser has six
 * connections for a server, and pages behind others would hold them all. Answers how to end it.
 */
export function whileSeen(begin: (signal: AbortSignal) => void): () => void {
  let running: AbortController | undefined;
  const consider = (): void => {
    if (document.hidden) {
      running?.abort();
      running = undefined;
    } else if (running === undefined) {
      running = new AbortController();
      begin(running.signal);
    }
  };
  document.addEventListener('visibilitychange', consider);
  consider();
  return () => {
    document.removeEventListener('visibilitychange', consider);
    running?.abort();
  };
}
