import type { StockLedgerEntry } from '@orderwire/contracts';
import { ScrollText } from 'lucide-react';
import { formatNumber } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { OrderLink, Time, UserLink } from '../parts/cells';
import { Section } from '../parts/section';
import { byId, listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { DataTable } from '../table/data-table';
import { useList } from '../table/use-list';

const t = m.products;
const column = columnsOf<StockLedgerEntry>();

const Change = ({ units }: { units: number }) => (
  <span className={classNames(units === 0 && 'text-soft', units > 0 && 'text-good', units < 0 && 'text-bad')}>
    {units > 0 && '+'}
    {formatNumber(units)}
  </span>
);

const columns = column.columns([
  column.display({
    id: 'at',
    header: t.movementColumns.at,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.at} />,
  }),
  column.display({
    id: 'movement',
    header: t.movementColumns.movement,
    meta: { width: 7 },
    cell: ({ row }) => t.movements[row.original.movement],
  }),
  ...(['available', 'reserved', 'sold'] as const).map((name) =>
    column.display({
      id: name,
      header: t.columns[name],
      meta: { width: 6, align: 'end' },
      cell: ({ row }) => <Change units={row.original[name]} />,
    }),
  ),
  column.display({
    id: 'cause',
    header: t.movementColumns.cause,
    meta: { width: 12 },
    cell: ({ row }) => (row.original.orderId ? <OrderLink id={row.original.orderId} /> : row.original.reason),
  }),
  column.display({
    id: 'actor',
    header: t.movementColumns.actor,
    meta: { width: 6 },
    cell: ({ row }) => <UserLink id={row.original.actorId} />,
  }),
]);

export function StockLedger({ productId }: { productId: string }) {
  const path = `/products/${productId}/stock-ledger`;
  const list = useList(listSource<StockLedgerEntry>('products', path, {}, byId));
  return (
    <Section title={t.ledger}>
      <DataTable
        label={t.ledger}
        list={list}
        columns={columns}
        className="max-h-96"
        empty={<EmptyState icon={ScrollText} title={t.ledgerEmpty} />}
      />
    </Section>
  );
}
