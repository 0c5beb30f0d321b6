import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names';
import { Skeleton } from '../../ui/states';
import { LoadMoreRow } from './load-more';
import { RowLink } from './row-link';
import type { RowsProps } from './rows-props';

interface CardRowsProps<Row extends object> extends RowsProps<Row> {
  card: { height: number; render: (row: Row) => ReactNode };
}

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
                {card.render(row.original)}
              </RowLink>
            </li>
          );
        })}
      </ul>
      {list.hasMore && <LoadMoreRow list={list} />}
    </>
  );
}
