import { Link } from 'wouter';
import { usePod } from '../model/fleet-store.ts';
import { podPath } from '../model/pod-path.ts';
import { bytes } from '../model/quantities.ts';
import { severityOf, whyOf } from '../model/severity.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { Conditions } from '../parts/conditions.tsx';
import { Events } from '../parts/events.tsx';
import { NoPod } from '../parts/no-pod.tsx';
import { PodActions } from '../parts/pod-actions.tsx';
import { PodDrift } from '../parts/pod-drift.tsx';
import { PodVitals } from '../parts/pod-vitals.tsx';
import { ServerTrouble } from '../parts/server-trouble.tsx';
import { State } from '../parts/state.tsx';
import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';

interface PodPageProps {
  readonly tenant: string;
  readonly pod: string;
}

export function PodPage({ tenant, pod }: PodPageProps) {
  const words = useWords();
  return (
    <>
      <nav className="crumbs" aria-label={words.backToFleet}>
        <Link href="/">{words.fleet}</Link> /{' '}
        <Link href={`/tenants/${encodeURIComponent(tenant)}`}>{tenant}</Link>
      </nav>
      <h1>
        {tenant}/{pod}
      </h1>
      <ServerTrouble />
      <Answered live={usePod(tenant, pod)}>
        {(found) =>
          found === null ? (
            <NoPod />
          ) : (
            <>
              <Details pod={found} />
              <PodVitals pod={found} path={podPath(tenant, pod)} />
            </>
          )
        }
      </Answered>
      <section>
        <h2>{words.lately}</h2>
        <Events tenant={tenant} pod={pod} isPart />
      </section>
    </>
  );
}

function Details({ pod }: { readonly pod: Pod }) {
  const words = useWords();
  const { status } = pod;
  const severity = severityOf(pod);
  const why = severity === 'good' ? '' : whyOf(pod);
  return (
    <>
      <p className="headline">
        <State severity={severity}>{status.state}</State>
        {why !== '' && <span className="message">{why}</span>}
        {status.urls.map((url) => (
          <a key={url} href={url} target="_blank" rel="noreferrer" className="button">
            {words.open} <span className="hidden">{words.opensNewTab}</span> {new URL(url).host}
          </a>
        ))}
      </p>
      <PodActions pod={pod} />
      <section>
        <h2>{words.conditions}</h2>
        <Conditions conditions={status.conditions} />
      </section>
      <PodDrift tenant={pod.metadata.tenant} pod={pod.metadata.name} />
      <section>
        <h2>{words.details}</h2>
        <Facts pod={pod} />
      </section>
    </>
  );
}

function Facts({ pod: { metadata, status } }: { readonly pod: Pod }) {
  const words = useWords();
  const { container, resources } = status;
  return (
    <dl className="facts">
      <dt>{words.image}</dt>
      <dd>
        <code>{status.image}</code>
      </dd>
      <dt>{words.generation}</dt>
      <dd>{metadata.generation}</dd>
      <dt>{words.memoryLimit}</dt>
      <dd>{bytes(resources.memoryBytes) ?? words.unlimited}</dd>
      <dt>{words.cpuLimit}</dt>
      <dd>{resources.cpus ?? words.unlimited}</dd>
      <dt>{words.localAddress}</dt>
      <dd>{status.localUrl ?? words.unknown}</dd>
      {container !== null && (
        <>
          <dt>{words.container}</dt>
          <dd>
            <code>{container.name}</code>
          </dd>
          <dt>{words.started}</dt>
          <dd>
            <Age time={container.startedAt} />
          </dd>
          <dt>{words.restarts}</dt>
          <dd>{container.restartCount ?? words.unknown}</dd>
        </>
      )}
    </dl>
  );
}
