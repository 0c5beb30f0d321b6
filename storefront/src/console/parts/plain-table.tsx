import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names';

export interface PlainColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** `end`: numbers. */
  readonly align?: 'end';
  readonly cell: (row: Row) => ReactNode;
}

interface PlainTableProps<Row> {
  label: string;
  columns: readonly PlainColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
}

/** A short table that is all on the page. On a phone each row is a block of all columns with their names. */
export const PlainTable = <Row,>({ label, columns, rows, rowId }: PlainTableProps<Row>) => (
  <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
    <table role="table" className="w-full text-sm max-sm:block">
      <thead role="rowgroup" className="max-sm:sr-only">
        <tr role="row">
          {columns.map(({ id, header, align }) => (
            <th
              key={id}
              role="columnheader"
              scope="col"
              className={classNames(
                'h-11 border-b border-line px-4 text-xs font-semibold whitespace-nowrap text-soft first:pl-5 last:pr-5',
                align === 'end' ? 'text-right' : 'text-left',
              )}
            >
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-sm:block">
        {rows.map((row) => (
          <tr
            key={rowId(row)}
            role="row"
            className="border-b border-line last:border-b-0 max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-4 max-sm:gap-y-2 max-sm:px-5 max-sm:py-3"
          >
            {columns.map(({ id, header, align, cell }) => (
              <td
                key={id}
                role="cell"
                className={classNames(
                  'sm:h-12 sm:px-4 sm:whitespace-nowrap sm:first:pl-5 sm:last:pr-5',
                  'min-w-0 max-sm:first:col-span-2 [overflow-wrap:anywhere]',
                  align === 'end' && 'tabular-nums sm:text-right',
                )}
              >
                <span aria-hidden className="block text-xs text-soft sm:hidden">
                  {header}
                </span>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
