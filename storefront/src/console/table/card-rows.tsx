import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names';
import { Skeleton } from '../../ui/states';
import { LoadMoreRow } from './load-more';
import { RowLink } from './row-link';
import type { RowsProps, ShownRow } from './rows-props';

interface CardRowsProps<Row extends object> extends RowsProps<Row> {
  card: Card<Row>;
}

/** A row on a phone, of a fixed height in pixels. */
export interface Card<Row extends object> {
  readonly height: number;
  /** Default: all columns with their names. */
  readonly render?: (row: Row) => ReactNode;
}

const PADDING = 34;
const FIELD = 48;

/** The height that {@link CardFields} needs: the first column alone, the others in pairs. */
export const cardOf = ({ length }: readonly unknown[]): { height: number } => ({
  height: PADDING + FIELD * (1 + Math.ceil((length - 1) / 2)),
});

/** The list on a phone: one card per row. */
export function CardRows<Row extends object>({
  list,
  rows,
  view,
  keys,
  card,
  label,
  ...props
}: CardRowsProps<Row>) {
  if (list.status === 'pending')
    return (
      <div className="flex flex-col gap-2">
        {Array.from({ length: 5 }, (_, index) => (
          <div key={index} style={{ height: card.height }}>
            <Skeleton className="h-full" />
          </div>
        ))}
      </div>
    );
  return (
    <>
      <ul aria-label={label} className="relative" style={{ height: view.virtualizer.getTotalSize() }}>
        {view.items.map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <li
              key={row.id}
              data-row={row.id}
              aria-setsize={list.hasMore ? -1 : rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: card.height, transform: `translateY(${start}px)` }}
            >
              <RowLink
                link={props.rowLink?.(row.original)}
                onOpen={props.onOpen && (() => props.onOpen?.(row.original))}
                isActive={keys.activeId === row.id}
                className={classNames(
                  'block size-full overflow-hidden rounded-xl border border-line bg-surface p-4 text-left text-sm active:bg-muted',
                  list.gone.has(row.id) && 'opacity-50',
                )}
              >
                {card.render ? card.render(row.original) : <CardFields row={row} table={props.table} />}
              </RowLink>
            </li>
          );
        })}
      </ul>
      {list.hasMore && <LoadMoreRow list={list} />}
    </>
  );
}

function CardFields<Row extends object>({
  row,
  table,
}: { row: ShownRow<Row> } & Pick<RowsProps<Row>, 'table'>) {
  const headers = table.getFlatHeaders();
  return (
    <span className="grid grid-cols-2 gap-x-4">
      {row.getAllCells().map((cell, at) => {
        const header = headers[at];
        return (
          <span key={cell.id} className={classNames('h-12 min-w-0', at === 0 && 'col-span-2 font-medium')}>
            <span className="block truncate text-xs font-normal text-soft">
              {header && <table.FlexRender header={header} />}
            </span>
            <span className="block truncate">
              <table.FlexRender cell={cell} />
            </span>
          </span>
        );
      })}
    </span>
  );
}
