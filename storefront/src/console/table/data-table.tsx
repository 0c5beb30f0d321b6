import type { LinkProps } from '@tanstack/react-router';
import { useElementScrollRestoration, useNavigate } from '@tanstack/react-router';
import { type RowSelectionState, useTable } from '@tanstack/react-table';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useMemo, useRef } from 'react';
import { classNames } from '../../ui/class-names';
import { ProblemNotice } from '../shell/problem-notice';
import { type Card, cardOf, CardRows } from './card-rows';
import { type Columns, features } from './columns';
import { ListStatus } from './list-status';
import type { Selection, ShownRow } from './rows-props';
import { TableRows } from './table-rows';
import { useListKeys } from './use-list-keys';
import type { List } from './use-list';
import { useMediaQuery } from './use-media-query';
import { useRowWindow } from './use-row-window';

interface DataTableProps<Row extends object> {
  /** The name of the table. Unique on the page. */
  label: string;
  list: List<Row>;
  columns: Columns<Row>;
  /** The page of a row. The first column links to it, and so does a click on the row. */
  rowLink?: (row: Row) => LinkProps;
  /** A row without a page of its own: what a click on it does. */
  onOpen?: (row: Row) => void;
  selection?: Selection<Row> | undefined;
  /** Shown instead of the table without rows. */
  empty: ReactNode;
  /** A row on a phone. Default: all columns with their names. */
  card?: Card<Row>;
  /** The row below which the table ends: default fills the window. */
  className?: string;
}

const none: RowSelectionState = {};

/**
 * A list of any length: only the rows on the screen are in the document, and the next page loads
 * before its end is reached. Arrow keys, Home, End and Page keys move between rows, Enter opens one
 * and Space selects it.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, list, columns, selection, card = cardOf(columns), className } = props;
  const navigate = useNavigate();
  const region = useRef<HTMLDivElement>(null);
  const asCards = useMediaQuery('(max-width: 639px)');
  const table = useTable<typeof features, Row>({
    features,
    columns,
    data: list.rows,
    getRowId: list.rowId,
    enableRowSelection: selection !== undefined,
    state: { rowSelection: selection?.value ?? none },
    ...(selection && { onRowSelectionChange: selection.onChange }),
  });
  const rows = table.getRowModel().rows;
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const keys = useListKeys(ids);
  const scroll = useElementScrollRestoration({ id: label });
  const view = useRowWindow({
    region,
    list,
    height: asCards ? card.height + 8 : 52,
    activeIndex: keys.activeIndex,
    initialOffset: scroll?.scrollY ?? 0,
  });

  const open = (row: ShownRow<Row>) => {
    if (props.onOpen) props.onOpen(row.original);
    else if (props.rowLink) void navigate(props.rowLink(row.original));
  };
  const onRowClick = (row: ShownRow<Row>, event: MouseEvent<HTMLElement>) => {
    keys.activate(row.id);
    const target = event.target as HTMLElement;
    const isText = Boolean(getSelection()?.toString());
    if (!target.closest('a, button, input, label') && !isText) open(row);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const index = keys.move(event, view.virtualizer);
    const row = rows[index ?? -1];
    if (event.key === ' ' && row && selection && (event.target as HTMLElement).matches('a, tr, li')) {
      event.preventDefault();
      row.toggleSelected();
    }
  };

  if (list.status === 'error') return <ProblemNotice error={list.error} onRetry={list.refresh} />;
  if (list.status === 'success' && rows.length === 0 && list.added === 0)
    return <div className="rounded-xl border border-line bg-surface">{props.empty}</div>;

  const shown = { ...props, table, rows, view, keys, onRowClick };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <ListStatus list={list} onRefresh={() => region.current?.scrollTo({ top: 0 })} />
      <div
        ref={region}
        role="region"
        aria-label={label}
        aria-busy={list.status === 'pending' || list.isPrevious}
        tabIndex={0}
        data-scroll-restoration-id={label}
        onKeyDown={onKeyDown}
        className={classNames(
          'relative overflow-auto overscroll-x-contain [overflow-anchor:none] transition-opacity',
          !asCards && 'rounded-xl border border-line bg-surface',
          list.isPrevious && 'opacity-60',
          className ?? 'max-h-[max(24rem,calc(100dvh-13rem))]',
        )}
      >
        {asCards ? <CardRows {...shown} card={card} /> : <TableRows {...shown} />}
      </div>
    </div>
  );
}
