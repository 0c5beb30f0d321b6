import type { LinkProps } from '@tanstack/react-router';
import type { OnChangeFn, ReactTable, Row as TableRow, RowSelectionState } from '@tanstack/react-table';
import type { MouseEvent } from 'react';
import type { features } from './columns';
import type { List } from './use-list';
import type { ListKeys } from './use-list-keys';
import type { RowWindow } from './use-row-window';

export interface Selection<Row> {
  readonly value: RowSelectionState;
  readonly onChange: OnChangeFn<RowSelectionState>;
  /** What a screen reader calls the row. */
  readonly rowName: (row: Row) => string;
}

export type ShownRow<Row extends object> = TableRow<typeof features, Row>;

/** What both forms of the rows are given: the table and the cards. */
export interface RowsProps<Row extends object> {
  label: string;
  list: List<Row>;
  table: ReactTable<typeof features, Row>;
  rows: readonly ShownRow<Row>[];
  view: RowWindow;
  keys: ListKeys;
  selection?: Selection<Row> | undefined;
  rowLink?: (row: Row) => LinkProps;
  onOpen?: (row: Row) => void;
  onRowClick: (row: ShownRow<Row>, event: MouseEvent<HTMLElement>) => void;
}
