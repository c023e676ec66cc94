import { useLive } from '../model/live.ts';
import { podPath } from '../model/pod-path.ts';
import type { Answer } from '../server.ts';
import { useChangeWords } from '../words/change-words.ts';
import { Answered } from './answered.tsx';
import { DriftTable } from './drift-table.tsx';

interface PodDriftProps {
  readonly tenant: string;
  readonly pod: string;
}

/** Looking into a pod costs the Engine something. */
const PAUSE_MS = 10_000;

/** What was changed behind the manifest of a pod. */
export function PodDrift({ tenant, pod }: PodDriftProps) {
  const words = useChangeWords();
  const live = useLive<Answer<'PodDrift'>>(`${podPath(tenant, pod)}/drift`, PAUSE_MS);
  return (
    <section id="drift">
      <h2>{words.drift}</h2>
      <Answered live={live} isPart>
        {({ subject, items }) => (
          <>
            {items.length === 0 && <p className="hint">{words.noDrift}</p>}
            <DriftTable rows={items.map((item) => ({ ...item, subject }))} />
          </>
        )}
      </Answered>
    </section>
  );
}
