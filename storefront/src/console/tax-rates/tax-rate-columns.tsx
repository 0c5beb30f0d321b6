import type { TaxRateView } from '@orderwire/contracts';
import { countryName, formatPercent } from '../../i18n/format';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { Day } from '../parts/cells';
import { columnsOf } from '../table/columns';
import { EndTaxRate } from './end-tax-rate';

const t = m.taxRates;
const column = columnsOf<TaxRateView>();

export const hasEnded = ({ validUntil }: TaxRateView): boolean =>
  validUntil !== null && Date.parse(validUntil) <= Date.now();

function StateBadge({ rate }: { rate: TaxRateView }) {
  if (hasEnded(rate)) return <Badge>{t.states.ended}</Badge>;
  if (Date.parse(rate.validFrom) > Date.now()) return <Badge tone="info">{t.states.future}</Badge>;
  return <Badge tone="good">{t.states.holds}</Badge>;
}

const rates = column.columns([
  column.display({
    id: 'country',
    header: t.columns.country,
    meta: { width: 8 },
    cell: ({ row }) => countryName(row.original.country),
  }),
  column.display({
    id: 'class',
    header: t.columns.taxClass,
    meta: { width: 5.5 },
    cell: ({ row }) => m.products.taxClasses[row.original.taxClass],
  }),
  column.display({
    id: 'name',
    header: t.columns.name,
    meta: { width: 5.5 },
    cell: ({ row }) => row.original.name,
  }),
  column.display({
    id: 'percentage',
    header: t.columns.percentage,
    meta: { width: 4.5, align: 'end' },
    cell: ({ row }) => <span className="font-medium">{formatPercent(row.original.percentage / 100)}</span>,
  }),
  column.display({
    id: 'prices',
    header: t.columns.prices,
    meta: { width: 6 },
    cell: ({ row }) => (row.original.inclusive ? t.inclusive : t.exclusive),
  }),
  column.display({
    id: 'state',
    header: t.columns.state,
    meta: { width: 7 },
    cell: ({ row }) => <StateBadge rate={row.original} />,
  }),
  column.display({
    id: 'from',
    header: t.columns.from,
    meta: { width: 8 },
    cell: ({ row }) => <Day at={row.original.validFrom} />,
  }),
  column.display({
    id: 'until',
    header: t.columns.until,
    meta: { width: 8 },
    cell: ({ row }) => <Day at={row.original.validUntil} />,
  }),
]);

const actions = column.display({
  id: 'actions',
  header: '',
  meta: { width: 7, align: 'end' },
  cell: ({ row }) => !hasEnded(row.original) && <EndTaxRate rate={row.original} />,
});

export const taxRateColumns = (isAdmin: boolean) => (isAdmin ? [...rates, actions] : rates);
