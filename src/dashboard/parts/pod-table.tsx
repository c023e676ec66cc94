import { Link } from 'wouter';
import { bytes } from '../model/quantities.ts';
import { severityOf, sinceOf, whyOf } from '../model/severity.ts';
import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Address } from './address.tsx';
import { Age } from './age.tsx';
import { State } from './state.tsx';
import { TableHead } from './table-head.tsx';

/** A row each; on a phone a card each. */
export function PodTable({ pods }: { readonly pods: readonly Pod[] }) {
  const words = useWords();
  const heads = [
    words.pod,
    words.state,
    words.since,
    words.why,
    words.address,
    words.memoryLimit,
    words.restarts,
  ];
  return (
    <table className="pods">
      <TableHead names={heads} />
      <tbody>
        {pods.map((pod) => (
          <Row key={pod.metadata.name} pod={pod} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ pod }: { readonly pod: Pod }) {
  const words = useWords();
  const { metadata, status } = pod;
  const severity = severityOf(pod);
  const why = severity === 'good' ? '' : whyOf(pod);
  return (
    <tr data-severity={severity}>
      <th scope="row">
        <Link href={`/pods/${metadata.tenant}/${metadata.name}`}>{metadata.name}</Link>
      </th>
      <td data-head={words.state}>
        <State severity={severity}>{status.state}</State>
      </td>
      <td data-head={words.since}>
        <Age time={sinceOf(pod)} />
      </td>
      <td data-head={words.why} className="message">
        {why}
      </td>
      <td data-head={words.address}>
        <Address pod={pod} />
      </td>
      <td data-head={words.memoryLimit}>
        {bytes(status.resources.memoryBytes) ?? words.unlimited}
      </td>
      <td data-head={words.restarts}>{status.container?.restartCount ?? ''}</td>
    </tr>
  );
}
