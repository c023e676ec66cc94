import { Link } from 'wouter';
import { count } from '../model/fleet.ts';
import { useLive } from '../model/live.ts';
import { Answered } from '../parts/answered.tsx';
import { Declared } from '../parts/declared.tsx';
import { Empty } from '../parts/empty.tsx';
import { Events } from '../parts/events.tsx';
import { PodTable } from '../parts/pod-table.tsx';
import { UsageSum } from '../parts/usage-sum.tsx';
import type { Answer, Pod } from '../server.ts';
import { useWords } from '../words/words.ts';

interface TenantPageProps {
  readonly tenant: string;
}

/** One customer: its pods, where they are reached, what they inherit and use, and what happened. */
export function TenantPage({ tenant }: TenantPageProps) {
  const words = useWords();
  const name = encodeURIComponent(tenant);
  const pods = useLive<Answer<'PodList'>>(`/api/v1/pods?tenant=${name}`);
  return (
    <>
      <nav className="crumbs" aria-label={words.backToFleet}>
        <Link href="/">{words.fleet}</Link>
      </nav>
      <Answered live={useLive<Answer<'Tenant'>>(`/api/v1/tenants/${name}`)}>
        {(found) => <Head tenant={found} />}
      </Answered>
      <section>
        <h2>{words.podsOf}</h2>
        <Answered live={pods} isPart>
          {({ items }) => <Pods pods={items} />}
        </Answered>
      </section>
      <section>
        <h2>{words.usage}</h2>
        <UsageSum tenant={tenant} />
      </section>
      <section>
        <h2>{words.lately}</h2>
        <Events tenant={tenant} isPart />
      </section>
    </>
  );
}

function Head({ tenant }: { readonly tenant: Answer<'Tenant'> }) {
  const words = useWords();
  const { metadata, status, declared } = tenant;
  const title = declared?.displayName ?? metadata.name;
  return (
    <>
      <h1>
        {title}
        <span className="aside">
          {title !== metadata.name && `${metadata.name} · `}
          {words.readyOf(status.readyPods, status.pods)}
        </span>
      </h1>
      {declared?.suspended === true && <p className="notice">{words.suspendedTenant}</p>}
      <Declared tenant={tenant} />
    </>
  );
}

function Pods({ pods }: { readonly pods: readonly Pod[] }) {
  const words = useWords();
  if (pods.length === 0) return <Empty title={words.noPodsOfTenant} />;
  const { bad } = count(pods);
  const urls = pods.flatMap(({ status }) => status.urls);
  return (
    <>
      <PodTable pods={pods} />
      <p className="hint">
        {bad > 0 && `${words.bad}: ${bad}. `}
        {urls.length === 0 ? words.noHosts : `${words.hosts}: `}
        {urls.map((url) => (
          <a key={url} className="inline" href={url} target="_blank" rel="noreferrer">
            {new URL(url).host}
            <span className="hidden">, {words.opensNewTab}</span>
          </a>
        ))}
      </p>
    </>
  );
}
