import type { ReactNode } from 'react';
import type { Severity } from '../model/severity.ts';
import { TableHead } from './table-head.tsx';

export interface Column<Item> {
  readonly name: string;
  readonly cell: (item: Item) => ReactNode;
  readonly className?: string;
}

interface DataTableProps<Item> {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string | number;
  /** The first names its row. */
  readonly columns: readonly Column<Item>[];
  readonly severityOf?: (item: Item) => Severity | undefined;
}

/** A row for each; on a phone a card each. */
export function DataTable<Item>({ items, keyOf, columns, severityOf }: DataTableProps<Item>) {
  const [first, ...others] = columns;
  return (
    <table>
      <TableHead names={columns.map(({ name }) => name)} />
      <tbody>
        {items.map((item) => (
          <tr key={keyOf(item)} data-severity={severityOf?.(item)}>
            <th scope="row" className={first?.className}>
              {first?.cell(item)}
            </th>
            {others.map(({ name, cell, className }) => (
              <td key={name} data-head={name} className={className}>
                {cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
