import { formatMoney } from '../../i18n/format';
import { Skeleton } from '../../ui/states';
import type { PricedBasket } from '../basket/priced-basket';
import { BasketTotal } from '../basket/basket-summary';
import { Picture } from '../catalogue/picture';
import { m } from '../messages';

/** What is about to be ordered, with the prices of now. */
export const OrderSummary = ({ basket }: { basket: PricedBasket }) => (
  <>
    <ul className="flex flex-col gap-3">
      {basket.lines.map(({ productId, product, quantity, amount, state }) => (
        <li key={productId} className="flex items-center gap-3 text-sm">
          {product ? (
            <Picture
              name={product.name}
              imageUrl={product.imageUrl}
              className="size-12 shrink-0 rounded-lg"
            />
          ) : (
            <Skeleton className="size-12 shrink-0" />
          )}
          <span className="min-w-0 flex-1">
            <span className="line-clamp-2">{product?.name ?? m.basket.unknownProduct}</span>
            <span className="text-soft tabular-nums">{m.basket.units(quantity)}</span>
          </span>
          <span className="tabular-nums">
            {state === 'ready' ? formatMoney(amount, basket.currency) : m.basket.notOrderable}
          </span>
        </li>
      ))}
    </ul>
    <div className="border-t border-line pt-4">
      <BasketTotal basket={basket} />
    </div>
  </>
);
