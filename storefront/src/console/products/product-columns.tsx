import type { Price, ProductView } from '@orderwire/contracts';
import { formatMoney, formatNumber } from '../../i18n/format';
import { m } from '../messages';
import { Ago } from '../parts/cells';
import { columnsOf } from '../table/columns';
import { StockBadge } from './stock-badge';

const column = columnsOf<ProductView>();
const t = m.products;

/** The first two prices, and how many more there are. */
function pricesText(prices: readonly Price[]): string {
  const shown = prices.slice(0, 2).map(({ amount, currency }) => formatMoney(amount, currency));
  return [...shown, ...(prices.length > 2 ? [t.more(prices.length - 2)] : [])].join(' · ');
}

export const productColumns = column.columns([
  column.display({
    id: 'name',
    header: t.columns.name,
    meta: { width: 10.5 },
    cell: ({ row }) => row.original.name,
  }),
  column.display({
    id: 'state',
    header: t.columns.state,
    meta: { width: 7.5 },
    cell: ({ row }) => row.original.stock && <StockBadge stock={row.original.stock} />,
  }),
  column.display({
    id: 'available',
    header: t.columns.available,
    meta: { width: 6.75, align: 'end' },
    cell: ({ row }) => row.original.stock && formatNumber(row.original.stock.available),
  }),
  column.display({
    id: 'reserved',
    header: t.columns.reserved,
    meta: { width: 6.75, align: 'end' },
    cell: ({ row }) => row.original.stock && formatNumber(row.original.stock.reserved),
  }),
  column.display({
    id: 'sold',
    header: t.columns.sold,
    meta: { width: 6, align: 'end' },
    cell: ({ row }) => row.original.stock && formatNumber(row.original.stock.sold),
  }),
  column.display({
    id: 'threshold',
    header: t.columns.threshold,
    meta: { width: 5.5, align: 'end' },
    cell: ({ row }) => {
      const threshold = row.original.stock?.lowThreshold;
      return threshold === null || threshold === undefined ? m.shell.none : formatNumber(threshold);
    },
  }),
  column.display({
    id: 'price',
    header: t.columns.price,
    meta: { width: 10 },
    cell: ({ row }) => pricesText(row.original.prices),
  }),
  column.display({
    id: 'updated',
    header: t.columns.updated,
    meta: { width: 7 },
    cell: ({ row }) => <Ago at={row.original.updatedAt} />,
  }),
]);

/** A product on a phone. */
export const ProductCard = ({ product }: { product: ProductView }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate font-medium">{product.name}</span>
      {product.stock && <StockBadge stock={product.stock} />}
    </span>
    <span className="flex items-baseline justify-between gap-2 text-soft">
      <span className="truncate">{pricesText(product.prices)}</span>
      {product.stock && (
        <span className="whitespace-nowrap tabular-nums">
          {formatNumber(product.stock.available)} {t.columns.available.toLowerCase()}
        </span>
      )}
    </span>
  </span>
);
