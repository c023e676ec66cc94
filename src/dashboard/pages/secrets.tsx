import { useLive } from '../model/live.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Subject } from '../parts/event-list.tsx';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';

type SecretList = Answer<'SecretList'>;
type Stored = SecretList['items'][number];
type Token = SecretList['tokens'][number];
type Given = SecretList['given'][number];

const PAUSE_MS = 10_000;

/** What is kept secret, by all but its value. */
export function SecretsPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.secrets}</h1>
      <p className="hint">{words.secretsIntro}</p>
      <Answered live={useLive<SecretList>('/api/v1/secrets', PAUSE_MS)}>
        {({ items, tokens, given }) => (
          <>
            <section>
              <h2>{words.stored}</h2>
              <StoredSecrets items={items} />
            </section>
            <section>
              <h2>{words.tokens}</h2>
              <Tokens tokens={tokens} />
            </section>
            <section>
              <h2>{words.given}</h2>
              <p className="hint">{words.givenIntro}</p>
              <GivenSecrets given={given} />
            </section>
          </>
        )}
      </Answered>
    </>
  );
}

function StoredSecrets({ items }: { readonly items: readonly Stored[] }) {
  const words = useWords();
  if (items.length === 0) {
    return (
      <Empty title={words.noStored}>
        <pre>agentpod secret set acme openai-key</pre>
      </Empty>
    );
  }
  const columns: readonly Column<Stored>[] = [
    { name: words.secretName, cell: ({ name }) => name },
    { name: words.tenant, cell: ({ tenant }) => <Subject subject={`tenant/${tenant}`} /> },
    { name: words.version, cell: ({ version }) => version },
    { name: words.storedSince, cell: ({ since }) => <Age time={since} /> },
    { name: words.fingerprint, cell: ({ fingerprint }) => <code>{fingerprint}</code> },
    { name: words.usedBy, cell: ({ usedBy }) => <Users pods={usedBy} /> },
  ];
  return (
    <DataTable items={items} keyOf={({ tenant, name }) => `${tenant}/${name}`} columns={columns} />
  );
}

function Tokens({ tokens }: { readonly tokens: readonly Token[] }) {
  const words = useWords();
  if (tokens.length === 0) return <Empty title={words.noTokens} />;
  const columns: readonly Column<Token>[] = [
    { name: words.pod, cell: ({ pod }) => <Subject subject={`pod/${pod}`} /> },
    { name: words.version, cell: ({ version }) => version },
    { name: words.storedSince, cell: ({ since }) => <Age time={since} /> },
    { name: words.fingerprint, cell: ({ fingerprint }) => <code>{fingerprint}</code> },
    {
      name: words.state,
      cell: ({ inUse }) => (inUse ? words.tokenInUse : words.tokenAfterApply),
    },
  ];
  return <DataTable items={tokens} keyOf={({ pod }) => pod} columns={columns} />;
}

function GivenSecrets({ given }: { readonly given: readonly Given[] }) {
  const words = useWords();
  if (given.length === 0) return <Empty title={words.noGiven} />;
  const columns: readonly Column<Given>[] = [
    { name: words.secretName, cell: ({ name }) => name },
    { name: words.tenant, cell: ({ tenant }) => <Subject subject={`tenant/${tenant}`} /> },
    { name: words.fingerprint, cell: ({ fingerprint }) => <code>{fingerprint}</code> },
    { name: words.usedBy, cell: ({ usedBy }) => <Users pods={usedBy} /> },
  ];
  return (
    <DataTable
      items={given}
      keyOf={({ tenant, name, fingerprint }) => `${tenant}/${name}/${fingerprint}`}
      columns={columns}
    />
  );
}

function Users({ pods }: { readonly pods: readonly string[] }) {
  const words = useWords();
  if (pods.length === 0) return <span className="hint">{words.nobodyUses}</span>;
  return (
    <ul className="tight">
      {pods.map((pod) => (
        <li key={pod}>
          <Subject subject={`pod/${pod}`} />
        </li>
      ))}
    </ul>
  );
}
