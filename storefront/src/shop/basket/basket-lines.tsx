import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { formatMoney } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { Badge, Skeleton } from '../../ui/states';
import { Picture } from '../catalogue/picture';
import { m } from '../messages';
import { removeFromBasket, setQuantity } from './basket';
import type { PricedBasket, PricedLine } from './priced-basket';
import { QuantityField } from './quantity-field';
import { changeBasket } from './use-basket';

/** The lines of the basket with their quantities. `onFollow`: after a click on a product. */
export const BasketLines = ({ basket, onFollow }: { basket: PricedBasket; onFollow?: () => void }) => (
  <ul className="divide-y divide-line">
    {basket.lines.map((line) => (
      <Line key={line.productId} line={line} currency={basket.currency} onFollow={onFollow} />
    ))}
  </ul>
);

function Line({
  line,
  currency,
  onFollow,
}: {
  line: PricedLine;
  currency: string;
  onFollow: (() => void) | undefined;
}) {
  const { productId, product, quantity, state } = line;
  const name = product?.name ?? m.basket.unknownProduct;
  const ready = state === 'ready';
  return (
    <li className="flex gap-4 py-4">
      {state === 'loading' ? (
        <Skeleton className="size-20 shrink-0 rounded-xl" />
      ) : (
        <Picture
          name={name}
          imageUrl={product?.imageUrl}
          className={classNames('size-20 shrink-0 rounded-xl', !ready && 'opacity-60 grayscale')}
        />
      )}
      <div className="min-w-0 flex-1">
        <div className="flex items-start justify-between gap-3">
          {state === 'loading' ? (
            <Skeleton className="h-5 w-2/3" />
          ) : (
            <Link
              to="/products/$productId"
              params={{ productId }}
              onClick={onFollow}
              className="font-medium hover:text-accent hover:underline"
            >
              {name}
            </Link>
          )}
          {ready && <p className="font-medium tabular-nums">{formatMoney(line.amount, currency)}</p>}
        </div>
        {ready && (
          <p className="text-sm text-soft tabular-nums">
            {m.basket.each(formatMoney(line.unitAmount, currency))}
          </p>
        )}
        <LineProblem line={line} currency={currency} />
        <div className="mt-2 flex items-center justify-between gap-2">
          {ready || state === 'loading' ? (
            <QuantityField
              name={name}
              quantity={quantity}
              onChange={(next) => changeBasket((basket) => setQuantity(basket, productId, next))}
            />
          ) : (
            <span />
          )}
          <button
            type="button"
            aria-label={m.basket.remove(name)}
            onClick={() => changeBasket((basket) => removeFromBasket(basket, productId))}
            className="grid size-10 place-items-center rounded-lg text-soft hover:bg-muted hover:text-bad"
          >
            <Trash2 aria-hidden className="size-4" />
          </button>
        </div>
      </div>
    </li>
  );
}

function LineProblem({ line: { state }, currency }: { line: PricedLine; currency: string }) {
  if (state === 'ready' || state === 'loading') return null;
  const text = {
    failed: m.basket.lineFailed,
    removed: m.basket.lineRemoved,
    sold_out: m.basket.lineSoldOut,
    no_price: m.basket.lineNoPrice(currency.toUpperCase()),
  }[state];
  return (
    <p className="mt-1 text-sm">
      <Badge tone="warn">{m.basket.notOrderable}</Badge> <span className="text-soft">{text}</span>
    </p>
  );
}
