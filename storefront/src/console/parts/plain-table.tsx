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

/** A short table that is all on the page. On narrow screens it scrolls sideways by itself. */
export const PlainTable = <Row,>({ label, columns, rows, rowId }: PlainTableProps<Row>) => (
  <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
    <table className="w-full text-sm">
      <thead>
        <tr>
          {columns.map(({ id, header, align }) => (
            <th
              key={id}
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
      <tbody>
        {rows.map((row) => (
          <tr key={rowId(row)} className="border-b border-line last:border-b-0">
            {columns.map(({ id, align, cell }) => (
              <td
                key={id}
                className={classNames(
                  'h-12 px-4 whitespace-nowrap first:pl-5 last:pr-5',
                  align === 'end' && 'text-right tabular-nums',
                )}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
