import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useNear } from '../model/near.ts';
import { bytes } from '../model/quantities.ts';
import { severityOf, sinceOf, whyOf } from '../model/severity.ts';
import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Address } from './address.tsx';
import { Age } from './age.tsx';
import { State } from './state.tsx';
import { TableHead } from './table-head.tsx';

interface PodTableProps {
  readonly pods: readonly Pod[];
  /** So many rows are there at once; the others when they come near. */
  readonly atOnce?: number;
}

/** More than a window holds. */
export const ROWS_AT_ONCE = 40;
/** Rows that come and go together. */
const CHUNK = 25;
/** In pixels, until it was seen. */
const ROW_HEIGHT = 42;

/** A row each; on a phone a card each. Of many pods only those near the window are there. */
export function PodTable({ pods, atOnce = ROWS_AT_ONCE }: PodTableProps) {
  const near = useNear(atOnce > 0);
  if (pods.length > CHUNK) return <LongTable pods={pods} atOnce={atOnce} />;
  const height = near.height ?? (pods.length + 1) * ROW_HEIGHT;
  return (
    <div ref={near.ref} style={near.isNear ? undefined : { height }}>
      {near.isNear && (
        <Table rowCount={undefined}>
          <tbody>
            {pods.map((pod) => (
              <Row key={pod.metadata.name} pod={pod} place={undefined} />
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function LongTable({ pods, atOnce }: Required<PodTableProps>) {
  const starts = Array.from({ length: Math.ceil(pods.length / CHUNK) }, (_, n) => n * CHUNK);
  return (
    <Table rowCount={pods.length + 1}>
      {starts.map((start) => (
        <Chunk
          key={start}
          pods={pods.slice(start, start + CHUNK)}
          start={start}
          atOnce={start < atOnce}
        />
      ))}
    </Table>
  );
}

interface ChunkProps {
  readonly pods: readonly Pod[];
  readonly start: number;
  readonly atOnce: boolean;
}

function Chunk({ pods, start, atOnce }: ChunkProps) {
  const { ref, isNear, height } = useNear(atOnce);
  return (
    <tbody ref={ref}>
      {isNear ? (
        // The head is the first row, and rows are counted from one.
        pods.map((pod, n) => <Row key={pod.metadata.name} pod={pod} place={start + n + 2} />)
      ) : (
        <tr style={{ height: height ?? pods.length * ROW_HEIGHT }}>
          <td />
        </tr>
      )}
    </tbody>
  );
}

interface TableProps {
  /** With the head, where not all of them are there. */
  readonly rowCount: number | undefined;
  readonly children: ReactNode;
}

function Table({ rowCount, children }: TableProps) {
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
    <table className="pods" aria-rowcount={rowCount}>
      <TableHead names={heads} />
      {children}
    </table>
  );
}

interface RowProps {
  readonly pod: Pod;
  /** Among all rows, where not all of them are there. */
  readonly place: number | undefined;
}

const Row = memo(({ pod, place }: RowProps) => {
  const words = useWords();
  const { metadata, status } = pod;
  const severity = severityOf(pod);
  const why = severity === 'good' ? '' : whyOf(pod);
  return (
    <tr data-severity={severity} aria-rowindex={place}>
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
});
