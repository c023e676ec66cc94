import { useLive } from '../model/live.ts';
import { Answered } from '../parts/answered.tsx';
import { State } from '../parts/state.tsx';
import type { Health } from '../server.ts';
import { useWords } from '../words/words.ts';

export function ServerPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.serverTitle}</h1>
      <Answered live={useLive<Health>('/api/v1/health')}>
        {({ status, role, revisions = [], manifestErrors = [], failingSources = {} }) => (
          <>
            <dl className="facts">
              <dt>{words.status}</dt>
              <dd>
                <State severity={status === 'ok' ? 'good' : 'bad'}>{status}</State>
              </dd>
              <dt>{words.role}</dt>
              <dd>{role}</dd>
              {revisions.length > 0 && <dt>{words.revisions}</dt>}
              {revisions.map((revision) => (
                <dd key={revision}>
                  <code>{revision}</code>
                </dd>
              ))}
            </dl>
            <List title={words.manifestErrors} items={manifestErrors} />
            <List
              title={words.failingSources}
              items={Object.entries(failingSources).map(([name, why]) => `${name}: ${why}`)}
            />
          </>
        )}
      </Answered>
    </>
  );
}

function List({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="plain">
        {items.map((item) => (
          <li key={item} className="notice bad">
            {item}
          </li>
        ))}
      </ul>
    </section>
  );
}
