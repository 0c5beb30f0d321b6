import type { TopProduct, TopProductOrder } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoney, formatNumber } from '../../i18n/format';
import { SelectField } from '../../ui/field';
import { Skeleton } from '../../ui/states';
import { m } from '../messages';
import { ProductLink } from '../parts/cells';
import { Panel } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';
import { topProductsQuery } from './dashboard-query';
import type { Period } from './period';

const t = m.dashboard.top;

/** What sold best in the period. */
export function TopProductsPanel({ period, currency }: { period: Period; currency: string | null }) {
  const [by, setBy] = useState<TopProductOrder>('amount');
  const query = useQuery(topProductsQuery(period, currency, by));
  const products = query.data?.products;
  return (
    <Panel
      title={t.title}
      actions={
        <SelectField
          label={t.by}
          labelHidden
          value={by}
          onChange={(event) => setBy(event.target.value === 'units' ? 'units' : 'amount')}
        >
          <option value="amount">{t.amount}</option>
          <option value="units">{t.units}</option>
        </SelectField>
      }
    >
      {query.isError && !products ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : !products ? (
        <Skeleton className="h-64" />
      ) : products.length === 0 ? (
        <p className="grid h-56 place-items-center text-sm text-soft">{t.empty}</p>
      ) : (
        <ol className="flex flex-col gap-3">
          {products.map((product) => (
            <Product
              key={product.productId}
              {...{ product, by }}
              best={products[0]}
              currency={query.data?.currency ?? 'usd'}
            />
          ))}
        </ol>
      )}
    </Panel>
  );
}

interface ProductProps {
  product: TopProduct;
  best: TopProduct | undefined;
  by: TopProductOrder;
  currency: string;
}

function Product({ product, best, by, currency }: ProductProps) {
  const share = product[by] / Math.max(1, best?.[by] ?? 1);
  const amount = formatMoney(product.amount, currency);
  return (
    <li className="text-sm">
      <p className="flex items-baseline justify-between gap-4">
        <span className="min-w-0 truncate">
          <ProductLink id={product.productId} name={product.name} />
        </span>
        <span className="whitespace-nowrap tabular-nums">
          <span className="text-soft">{by === 'amount' ? t.unitsSold(product.units) : amount}</span>
          <span className="ml-3 font-medium">{by === 'amount' ? amount : formatNumber(product.units)}</span>
        </span>
      </p>
      <div aria-hidden className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-muted">
        <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
    </li>
  );
}
