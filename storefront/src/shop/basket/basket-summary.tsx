import { formatMoney } from '../../i18n/format';
import { Button } from '../../ui/button';
import { Notice, Skeleton } from '../../ui/states';
import { m } from '../messages';
import { removeFromBasket } from './basket';
import type { PricedBasket } from './priced-basket';
import { changeBasket } from './use-basket';

/** What stands between the basket and an order, with the button that removes it. */
export function BasketProblems({ basket, retry }: { basket: PricedBasket; retry: () => void }) {
  const failed = basket.lines.some(({ state }) => state === 'failed');
  const blocked = basket.lines.filter(({ state }) => ['removed', 'sold_out', 'no_price'].includes(state));
  if (failed)
    return (
      <Notice tone="bad">
        <p>{m.basket.pricesFailed}</p>
        <Button size="small" onClick={retry} className="mt-2">
          {m.problems.retry}
        </Button>
      </Notice>
    );
  if (blocked.length === 0) return null;
  const remove = () =>
    changeBasket((now) => removeFromBasket(now, ...blocked.map(({ productId }) => productId)));
  return (
    <Notice tone="warn" title={m.basket.someBlocked(blocked.length)}>
      <p>{m.basket.someBlockedHint}</p>
      <Button size="small" onClick={remove} className="mt-2">
        {m.basket.removeBlocked}
      </Button>
    </Notice>
  );
}

/** The sum of the lines, and when taxes are known. */
export const BasketTotal = ({ basket }: { basket: PricedBasket }) => (
  <div>
    <div className="flex items-baseline justify-between gap-4">
      <span className="font-medium">{m.basket.subtotal}</span>
      {basket.isLoading ? (
        <Skeleton className="h-7 w-24" />
      ) : (
        <span className="text-xl font-semibold tabular-nums">
          {formatMoney(basket.amount, basket.currency)}
        </span>
      )}
    </div>
    <p className="mt-1 text-sm text-soft">{m.basket.taxHint}</p>
  </div>
);
