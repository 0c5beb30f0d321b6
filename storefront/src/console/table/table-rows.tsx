import { classNames } from '../../ui/class-names';
import { Skeleton } from '../../ui/states';
import { m } from '../messages';
import type { RowsProps, ShownRow } from './rows-props';
import { LoadMoreRow } from './load-more';
import { RowLink } from './row-link';
import type { RowWindow } from './use-row-window';

/** The rows before the first page has arrived. */
const PLACEHOLDERS = 8;

/** A table with a header that stays, and a spacer for the rows above and below the screen. */
export function TableRows<Row extends object>({
  list,
  table,
  rows,
  view,
  selection,
  ...props
}: RowsProps<Row>) {
  const columns = table.getAllLeafColumns();
  const width = (index: number) => columns[index]?.columnDef.meta?.width ?? 8;
  const span = columns.length + (selection ? 1 : 0);
  const total = columns.reduce((sum, _, index) => sum + width(index), selection ? 3 : 0);
  const gaps = gapsBetween(view);
  // Asking the table looks at every row: only when there is a selection.
  const isSomeSelected = selection !== undefined && Object.keys(selection.value).length > 0;
  const isAllSelected = isSomeSelected && table.getIsAllRowsSelected();
  return (
    <table
      className="w-full table-fixed border-separate border-spacing-0 text-sm"
      style={{ minWidth: `${total}rem` }}
      aria-rowcount={list.hasMore ? -1 : rows.length + 1}
    >
      <caption className="sr-only">{props.label}</caption>
      <colgroup>
        {selection && <col style={{ width: '3rem' }} />}
        {columns.map(({ id }, index) => (
          <col key={id} style={{ width: `${width(index)}rem` }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {selection && (
            <th scope="col" className="sticky top-0 z-10 h-11 border-b border-line bg-surface pl-4 text-left">
              <input
                type="checkbox"
                aria-label={m.table.selectLoaded}
                checked={isAllSelected}
                ref={(box) => {
                  if (box) box.indeterminate = isSomeSelected && !isAllSelected;
                }}
                onChange={table.getToggleAllRowsSelectedHandler()}
                className="block size-4 accent-accent"
              />
            </th>
          )}
          {table.getFlatHeaders().map((header) => (
            <th
              key={header.id}
              scope="col"
              className={classNames(
                'sticky top-0 z-10 h-11 truncate border-b border-line bg-surface px-3 text-xs font-semibold text-soft',
                header.column.columnDef.meta?.align === 'end' ? 'text-right' : 'text-left',
              )}
            >
              <table.FlexRender header={header} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {list.status === 'pending' &&
          Array.from({ length: PLACEHOLDERS }, (_, row) => (
            <tr key={row} aria-hidden style={{ height: view.height }}>
              {Array.from({ length: span }, (_, cell) => (
                <td key={cell} className="border-b border-line px-3">
                  <Skeleton className="h-4 w-3/4" />
                </td>
              ))}
            </tr>
          ))}
        {view.items.map(({ index }, at) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <RowOfTable
              key={row.id}
              {...props}
              {...{ row, index, table, view, selection, span }}
              gap={gaps[at] ?? 0}
              isGone={list.gone.has(row.id)}
            />
          );
        })}
        {(gaps.at(-1) ?? 0) > 0 && <Spacer height={gaps.at(-1) ?? 0} span={span} />}
        {list.hasMore && rows.length > 0 && (
          <tr>
            <td colSpan={span}>
              <LoadMoreRow list={list} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** The space before each shown row, in pixels, and after the last one. */
function gapsBetween({ items, virtualizer }: RowWindow): number[] {
  let end = 0;
  const gaps = items.map((item) => {
    const gap = item.start - end;
    end = item.end;
    return gap;
  });
  return [...gaps, virtualizer.getTotalSize() - end];
}

const Spacer = ({ height, span }: { height: number; span: number }) => (
  <tr aria-hidden style={{ height }}>
    <td colSpan={span} className="p-0" />
  </tr>
);

interface RowOfTableProps<Row extends object> extends Omit<RowsProps<Row>, 'list' | 'rows' | 'label'> {
  row: ShownRow<Row>;
  index: number;
  gap: number;
  span: number;
  isGone: boolean;
}

function RowOfTable<Row extends object>(props: RowOfTableProps<Row>) {
  const { row, index, table, view, keys, selection, gap, span, isGone, rowLink, onOpen } = props;
  const isActive = keys.activeId === row.id;
  const opens = Boolean(rowLink ?? onOpen);
  return (
    <>
      {gap > 0 && <Spacer height={gap} span={span} />}
      <tr
        data-row={row.id}
        aria-rowindex={index + 2}
        aria-selected={selection ? row.getIsSelected() : undefined}
        title={isGone ? m.table.leftFilter : undefined}
        onClick={(event) => props.onRowClick(row, event)}
        style={{ height: view.height }}
        className={classNames(
          'group transition-colors aria-selected:bg-accent-soft/60 has-[[data-row-focus]:focus-visible]:bg-muted',
          opens && 'cursor-pointer hover:bg-muted/60',
          isGone && 'opacity-50',
        )}
      >
        {selection && (
          <td className="border-b border-line pl-4">
            <input
              type="checkbox"
              aria-label={m.table.selectRow(selection.rowName(row.original))}
              checked={row.getIsSelected()}
              onChange={row.getToggleSelectedHandler()}
              tabIndex={isActive ? 0 : -1}
              className="block size-4 accent-accent"
            />
          </td>
        )}
        {row.getAllCells().map((cell, at) => (
          <td
            key={cell.id}
            className={classNames(
              'truncate border-b border-line px-3',
              cell.column.columnDef.meta?.align === 'end' && 'text-right tabular-nums',
            )}
          >
            {at === 0 ? (
              <RowLink
                link={rowLink?.(row.original)}
                onOpen={onOpen && (() => onOpen(row.original))}
                isActive={isActive}
                className={classNames('font-medium', opens && 'underline-offset-4 hover:underline')}
              >
                <table.FlexRender cell={cell} />
              </RowLink>
            ) : (
              <table.FlexRender cell={cell} />
            )}
          </td>
        ))}
      </tr>
    </>
  );
}
