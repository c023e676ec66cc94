import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';
import { PodChannels } from './pod-channels.tsx';
import { PodLog } from './pod-log.tsx';
import { PodRoute } from './pod-route.tsx';
import { PodUsage } from './pod-usage.tsx';

interface PodVitalsProps {
  readonly pod: Pod;
  /** In the API. */
  readonly path: string;
}

/** How it does: its route, its channels, what it uses, and what it writes. */
export function PodVitals({ pod, path }: PodVitalsProps) {
  const words = useWords();
  const { metadata, status } = pod;
  return (
    <>
      <section>
        <h2>{words.route}</h2>
        <PodRoute pod={pod} />
      </section>
      <section>
        <h2>{words.channels}</h2>
        <PodChannels tenant={metadata.tenant} pod={metadata.name} />
      </section>
      <section>
        <h2>{words.usageOfDay}</h2>
        <PodUsage path={path} cpus={status.resources.cpus ?? undefined} />
      </section>
      {status.container !== null && (
        <section>
          <h2>{words.log}</h2>
          <PodLog path={path} />
        </section>
      )}
    </>
  );
}
