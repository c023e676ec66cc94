import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Fact, Facts } from './facts.tsx';

type Tenant = Answer<'Tenant'>;
type Declaration = NonNullable<Tenant['declared']>;

/** What a tenant's manifest says of it, and the ground it stands on. */
export function Declared({ tenant }: { readonly tenant: Tenant }) {
  const words = useWords();
  const { status, declared } = tenant;
  return (
    <>
      <Facts>
        <Fact name={words.contact}>{declared?.contact}</Fact>
        <Fact name={words.domain}>{declared?.domain && <code>{declared.domain}</code>}</Fact>
        <Fact name={words.quota}>{declared && quotaOf(declared.quota)}</Fact>
        <Fact name={words.network}>{status.subnet && <code>{status.subnet}</code>}</Fact>
      </Facts>
      <section>
        <h2>{words.defaults}</h2>
        <Defaults tenant={tenant} />
      </section>
    </>
  );
}

function Defaults({ tenant: { declared } }: { readonly tenant: Tenant }) {
  const words = useWords();
  if (declared === undefined || saysNothing(declared.defaults)) {
    return <p className="hint">{words.defaultsUnknown}</p>;
  }
  const { image, model, memory, cpus, egress, providers, env } = declared.defaults;
  return (
    <Facts>
      <Fact name={words.image}>{image !== null && <code>{image}</code>}</Fact>
      <Fact name={words.model}>{model}</Fact>
      <Fact name={words.memoryLimit}>{memory}</Fact>
      <Fact name={words.cpuLimit}>{cpus}</Fact>
      <Fact name={words.providers}>{providers.join(', ')}</Fact>
      <Fact name={words.environment}>{env.join(', ')}</Fact>
      <Fact name={words.egress}>{egress !== null && words.egressWords[egress]}</Fact>
    </Facts>
  );
}

function saysNothing(defaults: Declaration['defaults']): boolean {
  return Object.values(defaults).every((value) => value === null || value.toString() === '');
}

function quotaOf({ pods, memory, cpus }: Declaration['quota']): string {
  const parts = [pods && `${pods} Pods`, memory, cpus && `${cpus} CPU`];
  return parts.filter(Boolean).join(', ');
}
