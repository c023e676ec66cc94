import { useLive } from '../model/live.ts';
import type { Health } from '../server.ts';
import { useWords } from '../words/words.ts';

const PAUSE_MS = 5000;

/** A server that is there and cannot look tells nothing new: says so, where nothing else would. */
export function ServerTrouble() {
  const words = useWords();
  const { data, problem } = useLive<Health>('/api/v1/health', PAUSE_MS);
  if (data === undefined || problem !== undefined) return null;
  // Who stands by looks all the same.
  if (data.status === 'ok' || data.role === 'standby') return null;
  return (
    <p className="notice bad" role="alert">
      {words.serverTrouble(data.status)}
    </p>
  );
}
