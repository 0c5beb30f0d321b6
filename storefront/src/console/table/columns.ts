import {
  type ColumnDef,
  createColumnHelper,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table';

interface ColumnMeta {
  /** The least width, in rem. Columns share what is left by their widths. */
  readonly width: number;
  /** `end`: numbers. */
  readonly align?: 'end';
}

/** What every {@link DataTable} can do. */
export const features = tableFeatures({ rowSelectionFeature, columnMeta: {} as ColumnMeta });

/** Columns of a table: `columnsOf<Row>().display({ id, header, cell, meta: { width: 8 } })`. */
export const columnsOf = <Row extends object>() => createColumnHelper<typeof features, Row>();

export type Columns<Row extends object> = readonly ColumnDef<typeof features, Row>[];
